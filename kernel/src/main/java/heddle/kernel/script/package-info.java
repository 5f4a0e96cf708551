/** JavaScript of other people: run apart from everything else, for a while and in little memory. */
@NullMarked
package heddle.kernel.script;

import org.jspecify.annotations.NullMarked;
