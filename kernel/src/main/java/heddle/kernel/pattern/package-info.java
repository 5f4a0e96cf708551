/** Regular expressions of other people, which must not be able to stop a node. */
@NullMarked
package heddle.kernel.pattern;

import org.jspecify.annotations.NullMarked;
