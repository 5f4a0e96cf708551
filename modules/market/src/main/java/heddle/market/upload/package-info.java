/** Files that people attach to jobs and deliveries. */
@NullMarked
package heddle.market.upload;

import org.jspecify.annotations.NullMarked;
