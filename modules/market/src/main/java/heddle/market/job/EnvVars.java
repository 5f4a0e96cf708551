package heddle.market.job;

import heddle.kernel.crypto.SecretBox;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Secret values that go with a job: written once, sealed, read by nobody but the worker of the running attempt, erased
 * when the job ends.
 */
final class EnvVars {
    /** Shorter values occur in honest texts by chance. */
    private static final int LEAST_SEARCHED = 6;

    private final SecretBox secrets;

    EnvVars(SecretBox secrets) {
        this.secrets = secrets;
    }

    void keep(Tx tx, String jobId, Map<String, String> values) {
        if (!values.isEmpty()) {
            tx.update("insert into market.job_secrets (realm, job_id, sealed) values (:tenant, :job, :sealed)")
                    .bind("job", jobId)
                    .bind("sealed", secrets.seal(purpose(jobId), Json.text(values)))
                    .execute();
        }
    }

    Map<String, String> read(Tx tx, String jobId) {
        Map<String, String> out = new LinkedHashMap<>();
        tx.query("select sealed from market.job_secrets where realm = :tenant and job_id = :job")
                .bind("job", jobId)
                .mapTo(String.class)
                .findOne()
                .map(text -> Json.trusted(secrets.openText(purpose(jobId), text)))
                .ifPresent(values -> values.properties()
                        .forEach(v -> out.put(v.getKey(), v.getValue().asString())));
        return out;
    }

    void erase(Tx tx, String jobId) {
        tx.write("delete from market.job_secrets where realm = :tenant and job_id = :job", Map.of("job", jobId));
    }

    /** The name of a secret whose value stands in a text, plain or in a usual encoding. */
    static Optional<String> leaked(Map<String, String> values, String text) {
        return values.entrySet().stream()
                .filter(v -> v.getValue().length() >= LEAST_SEARCHED)
                .filter(v -> forms(v.getValue()).anyMatch(text::contains))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Stream<String> forms(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                value,
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes),
                URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private static String purpose(String jobId) {
        return "job-secrets:" + jobId;
    }
}
