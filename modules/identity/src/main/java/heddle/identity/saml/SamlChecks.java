package heddle.identity.saml;

import heddle.identity.settings.AuthConfig;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.List;

/** Finds faults of a tenant's SAML settings when they are saved, rather than when the first person signs in. */
public final class SamlChecks {
    private SamlChecks() {}

    public static void check(AuthConfig config, List<Fault> faults) {
        for (int i = 0; i < config.samlProviders().size(); i++) {
            AuthConfig.Idp idp = config.samlProviders().get(i).idp();
            String field = "saml_providers[" + i + "].idp";
            boolean elsewhere = idp.metadataUrl() != null && !idp.metadataUrl().isBlank();
            try {
                if (idp.metadataXml() != null && !idp.metadataXml().isBlank()) {
                    Idp.of(idp, idp.metadataXml());
                } else if (!elsewhere) {
                    Idp.of(idp, null);
                } else if (idp.certificates() != null) {
                    idp.certificates().forEach(Certificates::parse);
                }
            } catch (Problem unusable) {
                faults.add(new Fault(field, "invalid_format", unusable.text()));
            }
        }
    }
}
