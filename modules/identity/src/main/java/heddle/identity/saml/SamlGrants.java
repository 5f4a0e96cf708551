package heddle.identity.saml;

import heddle.identity.role.Roles;
import heddle.identity.settings.AuthConfig;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import java.util.Set;
import java.util.TreeSet;

/**
 * A provider that gives a role gives it to whomever it likes. So whoever adds such a provider, or changes anything of it,
 * its certificate as much as its map, must be able to give that role themselves.
 */
public final class SamlGrants {
    private final Roles roles;

    public SamlGrants(Roles roles) {
        this.roles = roles;
    }

    /**
     * @throws Problem 403 SCOPE_ESCALATION when a role permits what the caller may not
     */
    public void check(Tx tx, Caller caller, AuthConfig before, AuthConfig after) {
        Set<String> given = new TreeSet<>();
        after.samlProviders().stream()
                .filter(provider -> !before.samlProviders().contains(provider))
                .forEach(provider -> collect(provider, given));
        roles.requireMappable(tx, caller, given);
    }

    private static void collect(AuthConfig.Saml provider, Set<String> given) {
        if (provider.roleMap() != null) {
            provider.roleMap()
                    .propertyStream()
                    .forEach(line -> given.add(line.getValue().asString("")));
        }
        if (provider.defaultRole() != null) {
            given.add(provider.defaultRole());
        }
    }
}
