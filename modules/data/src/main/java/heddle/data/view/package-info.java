/** Saved views: a filter, an order and a choice of columns under a name. */
@NullMarked
package heddle.data.view;

import org.jspecify.annotations.NullMarked;
