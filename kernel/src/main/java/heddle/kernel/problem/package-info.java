/** What can go wrong for a caller, said once and rendered in two dialects. */
@NullMarked
package heddle.kernel.problem;

import org.jspecify.annotations.NullMarked;
