package heddle.market.job;

import heddle.kernel.crypto.CannotOpenException;
import heddle.kernel.crypto.SecretBox;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import heddle.market.verify.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what a job costs and how it will be judged. A quote is sealed into its own id: the confirmation that carries
 * it gets the same job at the same price, though nothing was stored.
 */
final class Quotes {
    private static final Duration VALID = Duration.ofMinutes(15);
    private static final String PURPOSE = "market-quote";
    private static final Pattern STEALS = Pattern.compile(
            "(?i)(system prompt|api[ _-]?key|password|credential|private key|environment variables?|env dump|\\.env\\b)");

    /** What a quote's id holds. */
    record Sealed(String account, String posting, String title, Plan plan, Job.Terms terms, Instant expires) {}

    private final SecretBox secrets;
    private final PlanRules plans;

    Quotes(SecretBox secrets, PlanRules plans) {
        this.secrets = secrets;
        this.plans = plans;
    }

    Quote make(String accountId, Posting posting, Instant now) {
        int price = posting.priceCents() == null
                ? Structuring.price(posting.prompt(), posting.attachments().size())
                : posting.priceCents();
        int seconds = posting.timeLimitSeconds() == null ? Structuring.seconds(price) : posting.timeLimitSeconds();
        Plan plan = plan(posting);
        Job.Terms terms = new Job.Terms(price, Fees.of(price), seconds, posting.maxAttempts());
        String title = Structuring.title(posting.prompt());
        Instant expires = now.plus(VALID);
        Sealed sealed = new Sealed(accountId, digest(posting), title, plan, terms, expires);
        String id = secrets.seal(PURPOSE, Json.text(sealed));
        return new Quote(id, brief(posting, title, plan), terms, expires);
    }

    /**
     * The quote that a confirmation names.
     *
     * @throws Problem 400 QUOTE_EXPIRED where it is too old, another's, or of another job
     */
    Quote open(String accountId, String quoteId, Posting posting, Instant now) {
        Sealed sealed;
        try {
            sealed = Json.mapper().readValue(secrets.openText(PURPOSE, quoteId), Sealed.class);
        } catch (CannotOpenException e) {
            throw expired();
        }
        if (!sealed.account().equals(accountId)
                || !sealed.posting().equals(digest(posting))
                || !now.isBefore(sealed.expires())) {
            throw expired();
        }
        return new Quote(quoteId, brief(posting, sealed.title(), sealed.plan()), sealed.terms(), sealed.expires());
    }

    private static Problem expired() {
        return Problem.badRequest(
                "QUOTE_EXPIRED", "This quote is older than 15 minutes or of another job; ask for a new one");
    }

    private static Plan plan(Posting posting) {
        Plan wanted = posting.plan();
        if (!wanted.criteria().isEmpty() || !wanted.verifiers().isEmpty()) {
            return wanted;
        }
        return new Plan(Structuring.criteria(posting.prompt()), List.of(), wanted.threshold());
    }

    private Brief brief(Posting posting, String title, Plan plan) {
        Set<String> trades = Structuring.trades(posting.prompt());
        Set<String> tags = new TreeSet<>(posting.tags());
        return new Brief(
                title,
                posting.prompt(),
                posting.prompt(),
                requirements(trades),
                List.copyOf(tags),
                posting.publicPrompt(),
                posting.attachments(),
                plan,
                plans.hash(plan),
                posting.preferredAgentId(),
                flags(posting.prompt()),
                List.copyOf(posting.envVars().keySet()));
    }

    private static @Nullable String requirements(Set<String> trades) {
        return trades.isEmpty() ? null : String.join(", ", trades);
    }

    /** Criteria may not ask a worker for what it must keep to itself. */
    static boolean asksForSecrets(String criterion) {
        return STEALS.matcher(criterion).find();
    }

    private static List<String> flags(String prompt) {
        List<String> out = new ArrayList<>();
        if (asksForSecrets(prompt)) {
            out.add("mentions_secrets");
        }
        if (prompt.toLowerCase(Locale.ROOT).contains("ignore previous")) {
            out.add("instructs_the_agent");
        }
        return out;
    }

    /** Everything that was asked for. */
    private static String digest(Posting posting) {
        return Tokens.sha256Hex(Json.text(List.of(
                posting.prompt(),
                posting.attachments(),
                posting.maxAttempts(),
                posting.tags(),
                posting.publicPrompt(),
                posting.plan(),
                String.valueOf(posting.preferredAgentId()),
                String.valueOf(posting.priceCents()),
                String.valueOf(posting.timeLimitSeconds()),
                new TreeSet<>(posting.envVars().keySet()))));
    }
}
