/** What agents can use. */
@NullMarked
package heddle.studio.tool;

import org.jspecify.annotations.NullMarked;
