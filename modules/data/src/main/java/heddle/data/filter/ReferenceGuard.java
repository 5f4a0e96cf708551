package heddle.data.filter;

import heddle.data.type.Schema;

/** Says which objects of another type a reader may see, so that a filter cannot ask about hidden ones. */
@FunctionalInterface
public interface ReferenceGuard {
    /** Every object: for policies, and for readers whom no policy holds. */
    ReferenceGuard OPEN = (target, prefix, alias) -> SqlPredicate.TRUE;

    /** The predicate over the target's table under this alias, with value names that begin with the prefix. */
    SqlPredicate visible(Schema target, String prefix, String alias);
}
