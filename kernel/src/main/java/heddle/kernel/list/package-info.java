/** Where a page of a list ended. */
@NullMarked
package heddle.kernel.list;

import org.jspecify.annotations.NullMarked;
