package heddle.identity.letter;

import heddle.contracts.TenantFacts;
import heddle.identity.account.Account;
import heddle.identity.settings.Settings;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Tx;
import heddle.kernel.mail.TemplateName;
import heddle.kernel.mail.Templates;
import heddle.kernel.outbox.OutMessage;
import heddle.kernel.outbox.Outbox;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Writes mails and SMS in a realm's own words and name, into the transaction of what caused them. */
public final class Letters {
    private final Outbox outbox;
    private final Templates templates = new Templates();
    private final TenantFacts tenants;
    private final Settings settings;

    public Letters(Outbox outbox, TenantFacts tenants, Settings settings) {
        this.outbox = outbox;
        this.tenants = tenants;
        this.settings = settings;
    }

    /**
     * @param address where to, which need not be the account's own yet
     * @param values e.g. {@code url}, {@code code}, {@code expires}
     */
    public void mail(Tx tx, Account account, String address, TemplateName name, Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("user.name", account.name().isBlank() ? metadataName(account) : account.name());
        mail(tx, account.realm(), address, name, all);
    }

    /** A mail to somebody who has no account yet. */
    public void mail(Tx tx, String realm, String address, TemplateName name, Map<String, String> values) {
        Templates.Content content = content(realm, name, values);
        outbox.put(tx, OutMessage.email(realm, address, content.subject(), content.html(), content.text()));
    }

    public void sms(Tx tx, String realm, String phone, TemplateName name, Map<String, String> values) {
        outbox.put(tx, OutMessage.sms(realm, phone, content(realm, name, values).text()));
    }

    /** A short message in words of our own. */
    public void plainSms(Tx tx, String realm, String phone, String text) {
        outbox.put(tx, OutMessage.sms(realm, phone, brand(realm) + ": " + text));
    }

    /** What a realm is called in its letters. */
    public String brand(String realm) {
        if (!Realm.isTenant(realm)) {
            return "Heddle";
        }
        TenantFacts.Facts tenant = tenants.byId(realm);
        return tenant == null ? "Heddle" : tenant.name();
    }

    /** A letter's words, not yet sent. */
    public Templates.Content content(String realm, TemplateName name, Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("brand_name", brand(realm));
        return templates.render(name, all, overrides(realm, name));
    }

    /** The variables without which a realm's letter would have gaps. */
    public Set<String> needed(String realm, TemplateName name) {
        return templates.needed(name, overrides(realm, name));
    }

    private Map<String, String> overrides(String realm, TemplateName name) {
        if (!Realm.isTenant(realm)) {
            return Map.of();
        }
        Map<String, String> out = new HashMap<>();
        JsonNode own = settings.config(realm).templates().path(name.word());
        own.propertyStream()
                .forEach(part -> out.put(part.getKey(), part.getValue().asString("")));
        return out;
    }

    private static String metadataName(Account account) {
        return account.userMetadata().path("name").asString("");
    }
}
