package heddle.market.verify;

import heddle.kernel.outbound.Outbound;
import heddle.kernel.problem.Fault;
import heddle.kernel.script.Scripts;
import heddle.market.verify.Kind.Cost;
import heddle.market.verify.Plan.Verifier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All kinds of verifiers by their names. */
final class Kinds {
    private final Map<String, Kind> byName = new TreeMap<>();

    Kinds(Outbound outbound, Scripts scripts) {
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
        byName.put("http", new HttpKind(outbound));
        byName.put("all", new GroupKind(this, true));
        byName.put("any", new GroupKind(this, false));
    }

    void check(String field, Verifier verifier, List<Fault> faults) {
        Kind kind = byName.get(verifier.kind());
        if (kind == null) {
            faults.add(new Fault(
                    field + ".kind", "unknown_value", "The kind must be one of " + String.join(", ", byName.keySet())));
        } else {
            kind.check(Spec.of(field + ".spec", verifier.spec(), faults));
        }
    }

    Finding judge(Verifier verifier, Subject subject) {
        Kind kind = byName.get(verifier.kind());
        return kind == null
                ? Finding.error("This server does not know the kind " + verifier.kind())
                : kind.judge(Spec.of(verifier.spec()), subject);
    }

    Cost cost(Verifier verifier) {
        Kind kind = byName.get(verifier.kind());
        return kind == null ? Cost.TRIVIAL : kind.cost(Spec.of(verifier.spec()));
    }
}
