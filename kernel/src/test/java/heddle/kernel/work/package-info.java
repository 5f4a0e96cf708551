/** Tests of background work. */
@NullMarked
package heddle.kernel.work;

import org.jspecify.annotations.NullMarked;
