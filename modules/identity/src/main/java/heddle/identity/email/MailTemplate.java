package heddle.identity.email;

import heddle.identity.letter.Letters;
import heddle.kernel.mail.TemplateName;
import heddle.kernel.mail.Templates;
import heddle.kernel.problem.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Fills one of the realm's templates in for a mail of its programs. */
final class MailTemplate {
    private static final String BRAND = "brand_name";
    private static final int MAX_VALUE = 2_000;

    private final Letters letters;

    MailTemplate(Letters letters) {
        this.letters = letters;
    }

    /**
     * The words of the mail; null when faults were found, which are added.
     *
     * @param realm whose template and name
     */
    Templates.@Nullable Content fill(String realm, EmailJson.Send wanted, List<Fault> faults) {
        int before = faults.size();
        Stream.of(
                        Optional.ofNullable(wanted.subject()).map(t -> "subject"),
                        Optional.ofNullable(wanted.html()).map(t -> "html"),
                        Optional.ofNullable(wanted.text()).map(t -> "text"))
                .flatMap(Optional::stream)
                .forEach(name -> faults.add(new Fault(
                        name, "not_allowed", "Send either template or " + name + ": the template brings its own")));
        Map<String, String> values = values(wanted.variables(), faults);
        TemplateName name = TemplateName.of(String.valueOf(wanted.template()))
                .filter(n -> !n.isSms())
                .orElse(null);
        if (name == null) {
            faults.add(new Fault("template", "invalid_enum", "template must be one of " + String.join(", ", names())));
            return null;
        }
        letters.needed(realm, name).stream()
                .filter(needed -> !needed.equals(BRAND) && !values.containsKey(needed))
                .forEach(needed -> faults.add(new Fault(
                        "variables." + needed, "required", "The template " + name.word() + " needs " + needed)));
        return faults.size() == before ? letters.content(realm, name, values) : null;
    }

    private static Map<String, String> values(@Nullable JsonNode node, List<Fault> faults) {
        Map<String, String> values = new HashMap<>();
        if (node == null || node.isNull()) {
            return values;
        }
        if (!node.isObject()) {
            faults.add(new Fault("variables", "invalid_type", "variables must be an object of strings"));
            return values;
        }
        List<String> known = new ArrayList<>(Templates.variables());
        known.remove(BRAND);
        node.propertyStream().forEach(member -> {
            String field = "variables." + member.getKey();
            JsonNode value = member.getValue();
            if (!known.contains(member.getKey())) {
                faults.add(new Fault(
                        field, "unknown_variable", "A template is filled in with " + String.join(", ", known)));
            } else if (!value.isString()) {
                faults.add(new Fault(field, "invalid_type", "A variable's value must be a string"));
            } else if (value.stringValue().length() > MAX_VALUE) {
                faults.add(new Fault(
                        field, "too_long", "A variable's value may have " + MAX_VALUE + " characters at most"));
            }
            values.put(member.getKey(), value.asString(""));
        });
        return values;
    }

    private static List<String> names() {
        return Stream.of(TemplateName.values())
                .filter(n -> !n.isSms())
                .map(TemplateName::word)
                .toList();
    }
}
