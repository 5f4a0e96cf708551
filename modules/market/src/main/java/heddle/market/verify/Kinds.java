package heddle.market.verify;

import heddle.kernel.outbound.Outbound;
import heddle.kernel.problem.Fault;
import heddle.kernel.script.Scripts;
import heddle.market.verify.Kind.Cost;
import heddle.market.verify.Plan.Verifier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All kinds of verifiers by their names. */
final class Kinds {
    /** Known by name only: nothing here would hold a program that means harm. */
    private static final Set<String> RUN_PROGRAMS = Set.of("command", "tests");

    private final Map<String, Kind> byName = new TreeMap<>();
    private final Duration patience;

    Kinds(Outbound outbound, Scripts scripts, Judge judge, FileBytes files, Duration patience) {
        this.patience = patience;
        WebCalls web = new WebCalls(outbound);
        Children children = new Children(this);
        byName.put("equals", TextKind.EQUALS);
        byName.put("contains", TextKind.CONTAINS);
        byName.put("not_contains", TextKind.NOT_CONTAINS);
        byName.put("length", new LengthKind());
        byName.put("regex", new RegexKind());
        byName.put("checksum", new ChecksumKind());
        byName.put("numeric", new NumericKind());
        byName.put("json_schema", new JsonSchemaKind());
        byName.put("json_path", new JsonPathKind());
        byName.put("javascript", new JavascriptKind(scripts));
        byName.put("http", new HttpKind(web));
        byName.put("citations", new CitationsKind(web));
        byName.put("similarity", new SimilarityKind());
        byName.put("file", new FileKind(files));
        byName.put("llm", new LlmKind(judge));
        byName.put("human", new HumanKind());
        byName.put("all", new GroupKind(children, true));
        byName.put("any", new GroupKind(children, false));
        byName.put("weighted", new WeightedKind(children));
    }

    void check(String field, Verifier verifier, List<Fault> faults) {
        Kind kind = byName.get(verifier.kind());
        if (RUN_PROGRAMS.contains(verifier.kind())) {
            faults.add(new Fault(
                    field + ".kind",
                    "unavailable",
                    "This server runs no programs of others; check by javascript, or let a person look with human"));
        } else if (kind == null) {
            faults.add(new Fault(
                    field + ".kind", "unknown_value", "The kind must be one of " + String.join(", ", byName.keySet())));
        } else {
            kind.check(Spec.of(field + ".spec", verifier.spec(), faults));
        }
    }

    Finding judge(Verifier verifier, Subject subject) {
        Kind kind = byName.get(verifier.kind());
        if (kind == null) {
            return Finding.error("This server does not know the kind " + verifier.kind());
        }
        Spec spec = Spec.of(verifier.spec());
        Cost cost = kind.cost(spec);
        if ((cost == Cost.NETWORK || cost == Cost.JUDGE) && subject.age().compareTo(patience) >= 0) {
            return Finding.error("Not run: the checks before it took " + patience.toSeconds() + " s or more");
        }
        return kind.judge(spec, subject);
    }

    Cost cost(Verifier verifier) {
        Kind kind = byName.get(verifier.kind());
        return kind == null ? Cost.TRIVIAL : kind.cost(Spec.of(verifier.spec()));
    }
}
