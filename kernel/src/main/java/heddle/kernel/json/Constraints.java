package heddle.kernel.json;

import heddle.kernel.problem.Fault;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.valueextraction.ExtractedValue;
import jakarta.validation.valueextraction.ValueExtractor;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** Checks the Jakarta constraints that wire records declare on their components. */
final class Constraints {
    private static final Map<String, String> CODES = Map.of(
            "NotNull", "required",
            "NotBlank", "required",
            "NotEmpty", "required",
            "Pattern", "invalid_format",
            "Min", "out_of_range",
            "Max", "out_of_range",
            "PositiveOrZero", "out_of_range");

    private static final Validator VALIDATOR = Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator())
            .addValueExtractor(new PatchValue())
            .buildValidatorFactory()
            .getValidator();

    private Constraints() {}

    static void check(Record value, List<Fault> faults) {
        for (ConstraintViolation<Record> violation : VALIDATOR.validate(value)) {
            String field = wirePath(violation.getRootBeanClass(), violation.getPropertyPath());
            if (faults.stream().noneMatch(f -> f.field().equals(field))) {
                faults.add(new Fault(field, code(violation), field + " " + violation.getMessage()));
            }
        }
    }

    private static String code(ConstraintViolation<?> violation) {
        String kind = violation
                .getConstraintDescriptor()
                .getAnnotation()
                .annotationType()
                .getSimpleName();
        if (!kind.equals("Size")) {
            return CODES.getOrDefault(kind, "invalid_format");
        }
        Object declared = violation.getConstraintDescriptor().getAttributes().get("max");
        int max = declared instanceof Integer number ? number : Integer.MAX_VALUE;
        Object invalid = violation.getInvalidValue();
        int size = invalid instanceof CharSequence text
                ? text.length()
                : invalid instanceof java.util.Collection<?> items ? items.size() : 0;
        String suffix = invalid instanceof CharSequence ? "long" : "many_items";
        if (size > max) {
            return "too_" + suffix;
        }
        return size == 0 ? "required" : "too_short";
    }

    private static String wirePath(Class<?> root, Path path) {
        StringBuilder out = new StringBuilder();
        for (Path.Node node : path) {
            if (node.getIndex() != null && !node.getName().startsWith("<")) {
                out.append('[').append(node.getIndex()).append(']');
            } else if (node.getIndex() != null) {
                out.append('[').append(node.getIndex()).append(']');
                continue;
            }
            if (node.getName() == null || node.getName().startsWith("<")) {
                continue;
            }
            if (!out.isEmpty()) {
                out.append('.');
            }
            out.append(RecordReader.wireName(root, node.getName()));
        }
        return out.toString();
    }

    /** Lets constraints stand inside {@code Patch<@Size(max = 100) String>}. */
    static final class PatchValue implements ValueExtractor<Patch<@ExtractedValue ?>> {
        @Override
        public void extractValues(Patch<?> original, ValueReceiver receiver) {
            if (original.present()) {
                receiver.value(null, original.value());
            }
        }
    }
}
