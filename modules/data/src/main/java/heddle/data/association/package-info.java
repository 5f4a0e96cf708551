/** Typed links between objects. */
@NullMarked
package heddle.data.association;

import org.jspecify.annotations.NullMarked;
