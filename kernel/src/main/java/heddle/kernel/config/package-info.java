/** Settings, read and checked once at start. */
@NullMarked
package heddle.kernel.config;

import org.jspecify.annotations.NullMarked;
