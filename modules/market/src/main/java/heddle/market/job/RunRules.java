package heddle.market.job;

import heddle.kernel.db.Tx;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.market.verify.Delivery.Attached;
import heddle.market.verify.Plan;
import heddle.market.verify.Plan.Criterion;
import heddle.market.verify.Plan.Verifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Checks what a sender wants posted and names everything that is wrong with it. */
final class RunRules {
    private static final int MOST_VARIABLES = 50;
    private static final int LONGEST_VALUE = 8 * 1024;
    private static final int LONGEST_CRITERION = 2_000;
    private static final int LONGEST_ID = 40;
    private static final long MOST_BYTES = 50L << 20;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

    /** Looks up files that an account has uploaded. */
    @FunctionalInterface
    interface Uploads {
        Optional<Attached> find(Tx tx, String ownerId, String uploadId);
    }

    private final PlanRules plans;
    private final Uploads uploads;
    private final List<Fault> faults = new ArrayList<>();

    RunRules(PlanRules plans, Uploads uploads) {
        this.plans = plans;
        this.uploads = uploads;
    }

    /**
     * @throws Problem 400 VALIDATION_ERROR with all faults
     */
    Posting check(Tx tx, String accountId, JobJson.Run wanted) {
        Map<String, String> env = env(wanted.env());
        List<Attached> files = files(tx, accountId, wanted.attachments());
        Plan plan = new Plan(
                criteria(wanted.criteria()),
                verifiers(wanted.verifiers()),
                wanted.threshold() == null ? Plan.THRESHOLD : wanted.threshold());
        faults.addAll(plans.faults("verifiers", plan));
        Set<String> tags = new LinkedHashSet<>();
        (wanted.tags() == null ? List.<String>of() : wanted.tags())
                .forEach(t -> tags.add(t.strip().toLowerCase(Locale.ROOT)));
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return new Posting(
                wanted.prompt().strip(),
                env,
                files,
                wanted.priceCents(),
                wanted.timeLimitSeconds(),
                wanted.maxAttempts() == null ? 3 : wanted.maxAttempts(),
                List.copyOf(tags),
                wanted.publicPrompt(),
                plan,
                wanted.preferredAgentId(),
                wanted.quoteId());
    }

    private Map<String, String> env(@Nullable JsonNode given) {
        Map<String, String> out = new LinkedHashMap<>();
        if (given == null || given.isNull()) {
            return out;
        }
        if (!given.isObject() || given.size() > MOST_VARIABLES) {
            faults.add(new Fault(
                    "envVars", "invalid_type", "envVars is an object of at most " + MOST_VARIABLES + " text values"));
            return out;
        }
        given.properties().forEach(v -> {
            String field = "envVars." + v.getKey();
            if (!VARIABLE.matcher(v.getKey()).matches()) {
                faults.add(new Fault(field, "invalid_name", "A name has letters, digits and _ only"));
            } else if (!v.getValue().isString()) {
                faults.add(new Fault(field, "invalid_type", "The value must be a text"));
            } else if (v.getValue().asString().length() > LONGEST_VALUE) {
                faults.add(new Fault(field, "too_long", "A value has at most " + LONGEST_VALUE + " characters"));
            } else {
                out.put(v.getKey(), v.getValue().asString());
            }
        });
        return out;
    }

    /** Files of the account, each by its id or by the object that uploading answered. */
    List<Attached> files(Tx tx, String accountId, @Nullable List<JsonNode> given) {
        List<Attached> out = new ArrayList<>();
        for (JsonNode file : given == null ? List.<JsonNode>of() : given) {
            String id = file.isString() ? file.asString() : file.path("id").asString("");
            Optional<Attached> found = uploads.find(tx, accountId, id);
            if (found.isEmpty()) {
                faults.add(new Fault(
                        "attachments[" + out.size() + "]",
                        "unknown_upload",
                        "There is no such upload of yours; send the file to /api/uploads first"));
            }
            found.ifPresent(out::add);
        }
        if (out.stream().mapToLong(Attached::size).sum() > MOST_BYTES) {
            faults.add(new Fault("attachments", "too_large", "The files of a job have at most 50 MB together"));
        }
        return out;
    }

    void throwFaults() {
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
    }

    private List<Criterion> criteria(@Nullable List<JsonNode> given) {
        List<Criterion> out = new ArrayList<>();
        Set<String> ids = new LinkedHashSet<>();
        for (JsonNode one : given == null ? List.<JsonNode>of() : given) {
            String field = "criteria[" + out.size() + "]";
            String text = one.isString() ? one.asString() : one.path("text").asString("");
            String id = one.path("id").asString("c" + (out.size() + 1));
            if (text.isBlank() || text.length() > LONGEST_CRITERION) {
                faults.add(new Fault(field, "invalid", "A criterion is a text of 1 to 2,000 characters"));
            }
            if (Quotes.asksForSecrets(text)) {
                faults.add(new Fault(
                        field, "asks_for_secrets", "A criterion may not ask for prompts, keys or the environment"));
            }
            if (id.isBlank() || id.length() > LONGEST_ID || !ids.add(id)) {
                faults.add(new Fault(field + ".id", "invalid", "An id is a short text of its own"));
            }
            out.add(new Criterion(id, text.strip(), one.path("required").asBoolean(true)));
        }
        return out;
    }

    private static List<Verifier> verifiers(@Nullable List<JobJson.VerifierIn> given) {
        List<Verifier> out = new ArrayList<>();
        for (JobJson.VerifierIn one : given == null ? List.<JobJson.VerifierIn>of() : given) {
            out.add(new Verifier(
                    one.id() == null ? "v" + (out.size() + 1) : one.id(),
                    one.kind(),
                    one.required() == null || one.required(),
                    one.weight() == null ? 1 : one.weight(),
                    one.spec()));
        }
        return out;
    }
}
