package heddle.data.filter;

import org.jspecify.annotations.Nullable;

/** How two values of one kind can be ordered. */
enum Relation {
    EQ("="),
    GT(">"),
    GTE(">="),
    LT("<"),
    LTE("<=");

    final String sql;

    Relation(String sql) {
        this.sql = sql;
    }

    static @Nullable Relation of(Operator operator) {
        return switch (operator) {
            case EQ -> EQ;
            case GT -> GT;
            case GTE -> GTE;
            case LT -> LT;
            case LTE -> LTE;
            default -> null;
        };
    }

    boolean holds(int order) {
        return switch (this) {
            case EQ -> order == 0;
            case GT -> order > 0;
            case GTE -> order >= 0;
            case LT -> order < 0;
            case LTE -> order <= 0;
        };
    }
}
