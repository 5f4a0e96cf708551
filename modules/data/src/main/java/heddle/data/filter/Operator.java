package heddle.data.filter;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be asked of a field. The first word is the one of filter lists; conditions write it with {@code $}. */
public enum Operator {
    EQ("$eq", "eq"),
    NE("$ne", "ne neq"),
    GT("$gt", "gt"),
    GTE("$gte", "gte"),
    LT("$lt", "lt"),
    LTE("$lte", "lte"),
    BETWEEN("$between", "between"),
    IN("$in", "in"),
    NIN("$nin", "nin"),
    CONTAINS("$contains", "contains"),
    ICONTAINS("$icontains", "icontains"),
    NOT_CONTAINS("$notContains", "not_contains ncontains"),
    STARTS_WITH("$startsWith", "starts_with"),
    ENDS_WITH("$endsWith", "ends_with"),
    IS_EMPTY("$empty", "is_empty empty"),
    IS_NOT_EMPTY("$nempty", "is_not_empty nempty"),
    IS_NULL("$null", "is_null null"),
    IS_NOT_NULL("$exists", "is_not_null exists nnull"),
    ON("$on", "on"),
    BEFORE("$before", "before"),
    AFTER("$after", "after"),
    IN_LAST("$inLast", "in_last"),
    IN_NEXT("$inNext", "in_next"),
    CONTAINS_ANY("$any", "contains_any any"),
    CONTAINS_ALL("$all", "contains_all all"),
    SIZE("$size", "size"),
    HAS_KEY("$hasKey", "has_key"),
    NEAR("$near", "near"),
    WITHIN("$within", "within");

    private static final Map<String, Operator> BY_WORD = byWord();

    private final String sign;
    private final String words;

    Operator(String sign, String words) {
        this.sign = sign;
        this.words = words;
    }

    /** The spelling of condition JSON, e.g. {@code $startsWith}. */
    public String sign() {
        return sign;
    }

    /** The spelling of filter lists, e.g. {@code starts_with}. */
    public String word() {
        return words.split(" ", -1)[0];
    }

    /** Finds {@code starts_with}, {@code startsWith}, {@code $startsWith} or {@code _starts_with}. */
    public static @Nullable Operator of(String word) {
        String bare = word.startsWith("$") || word.startsWith("_") ? word.substring(1) : word;
        return BY_WORD.get(bare);
    }

    /** Whether the operand is a flag that may be left out. */
    boolean takesFlag() {
        return switch (this) {
            case IS_EMPTY, IS_NOT_EMPTY, IS_NULL, IS_NOT_NULL -> true;
            default -> false;
        };
    }

    /** Whether the operand is a list of values. */
    boolean takesList() {
        return switch (this) {
            case IN, NIN, BETWEEN, CONTAINS_ANY, CONTAINS_ALL -> true;
            default -> false;
        };
    }

    private static Map<String, Operator> byWord() {
        Map<String, Operator> out = new HashMap<>();
        for (Operator operator : values()) {
            out.put(operator.sign.substring(1), operator);
            Arrays.stream(operator.words.split(" ", -1)).forEach(w -> {
                out.put(w, operator);
                out.put(camel(w), operator);
            });
        }
        return Map.copyOf(out);
    }

    private static String camel(String word) {
        String[] parts = word.split("_", -1);
        StringBuilder out = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            out.append(parts[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(parts[i].substring(1));
        }
        return out.toString();
    }
}
