/** Pages that the server renders: one layout, escaped by the templates, no inline script or style. */
@NullMarked
package heddle.kernel.page;

import org.jspecify.annotations.NullMarked;
