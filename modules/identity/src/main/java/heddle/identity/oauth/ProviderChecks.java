package heddle.identity.oauth;

import heddle.identity.settings.AuthConfig;
import heddle.kernel.problem.Fault;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks at the well-known providers' settings before they are saved. */
public final class ProviderChecks {
    private static final Pattern MICROSOFT_TENANT =
            Pattern.compile("common|organizations|consumers|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private ProviderChecks() {}

    public static void check(AuthConfig config, List<Fault> faults) {
        AuthConfig.Providers all = config.providers();
        List.of("google", "github", "microsoft")
                .forEach(name -> all.named(name).ifPresent(p -> {
                    onlyFor("apple", name, "team_id", p.teamId(), faults);
                    onlyFor("apple", name, "key_id", p.keyId(), faults);
                }));
        List.of("google", "github", "apple")
                .forEach(name ->
                        all.named(name).ifPresent(p -> onlyFor("microsoft", name, "tenant", p.tenant(), faults)));
        String tenant = all.microsoft().tenant();
        if (given(tenant) && !MICROSOFT_TENANT.matcher(String.valueOf(tenant)).matches()) {
            faults.add(new Fault(
                    "providers.microsoft.tenant",
                    "invalid_format",
                    "tenant is common, organizations, consumers, or the directory's id, a UUID in small letters"));
        }
        apple(all.apple(), faults);
    }

    private static void apple(AuthConfig.Provider apple, List<Fault> faults) {
        if (!AppleSecret.isKey(apple.clientSecret())) {
            return;
        }
        if (AppleSecret.key(apple.clientSecret()).isEmpty()) {
            faults.add(new Fault(
                    "providers.apple.client_secret",
                    "invalid_format",
                    "Paste the whole .p8 file that Apple gave for the key, or a client secret that is signed already"));
        }
        if (!given(apple.teamId())) {
            faults.add(
                    new Fault("providers.apple.team_id", "required", "To sign with the key the team's id is needed"));
        }
        if (!given(apple.keyId())) {
            faults.add(new Fault("providers.apple.key_id", "required", "To sign with the key the key's id is needed"));
        }
    }

    private static void onlyFor(String owner, String name, String member, @Nullable String value, List<Fault> faults) {
        if (given(value)) {
            faults.add(new Fault(
                    "providers." + name + "." + member, "unknown_property", "Only " + owner + " has " + member));
        }
    }

    private static boolean given(@Nullable String text) {
        return text != null && !text.isEmpty();
    }
}
