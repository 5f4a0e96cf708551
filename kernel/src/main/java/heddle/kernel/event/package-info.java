/** The one log of facts, read without gaps. */
@NullMarked
package heddle.kernel.event;

import org.jspecify.annotations.NullMarked;
