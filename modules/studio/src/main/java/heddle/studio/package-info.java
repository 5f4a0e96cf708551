/** AI agents and what they are made of. */
@NullMarked
package heddle.studio;

import org.jspecify.annotations.NullMarked;
