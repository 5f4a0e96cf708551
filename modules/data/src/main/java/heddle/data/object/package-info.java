/** Objects: the rows themselves. */
@NullMarked
package heddle.data.object;

import org.jspecify.annotations.NullMarked;
