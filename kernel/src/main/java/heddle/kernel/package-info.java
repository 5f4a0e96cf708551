/** Technology without a business word: what every module stands on. */
@NullMarked
package heddle.kernel;

import org.jspecify.annotations.NullMarked;
