package heddle.market.verify;

import heddle.kernel.problem.Fault;
import heddle.market.verify.Kind.Cost;
import heddle.market.verify.Plan.Verifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The verifiers within another: {@code spec.children}. */
final class Children {
    private static final int MOST = 20;
    private static final String MEMBER = "children";

    private final Kinds kinds;

    Children(Kinds kinds) {
        this.kinds = kinds;
    }

    private record Child(String field, Verifier verifier) {}

    /** Reports what is wrong with them; returns those that can be read. */
    List<Verifier> check(Spec spec) {
        JsonNode list = spec.get(MEMBER);
        if (!list.isArray() || list.isEmpty() || list.size() > MOST) {
            spec.refuse(MEMBER, "required", "The spec needs children: 1 to " + MOST + " verifiers");
            return List.of();
        }
        List<Child> children = read(spec, spec.faults());
        children.forEach(child -> kinds.check(child.field(), child.verifier(), spec.faults()));
        return children.stream().map(Child::verifier).toList();
    }

    List<Verifier> cheapFirst(Spec spec) {
        return read(spec, new ArrayList<>()).stream()
                .map(Child::verifier)
                .sorted(Comparator.comparing(kinds::cost))
                .toList();
    }

    /** That of the dearest. */
    Cost cost(Spec spec) {
        return read(spec, new ArrayList<>()).stream()
                .map(child -> kinds.cost(child.verifier()))
                .max(Comparator.naturalOrder())
                .orElse(Cost.TRIVIAL);
    }

    Finding judge(Verifier child, Subject subject) {
        return kinds.judge(child, subject);
    }

    private static List<Child> read(Spec spec, List<Fault> faults) {
        List<Child> out = new ArrayList<>();
        for (int i = 0; i < spec.get(MEMBER).size(); i++) {
            String field = spec.at(MEMBER) + "[" + i + "]";
            Verifier verifier = PlanReader.verifier(field, spec.get(MEMBER).get(i), "v" + (i + 1), faults);
            if (verifier != null) {
                out.add(new Child(field, verifier));
            }
        }
        return out;
    }
}
