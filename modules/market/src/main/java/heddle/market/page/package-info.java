/** What the lists and pages of the Market share. */
@NullMarked
package heddle.market.page;

import org.jspecify.annotations.NullMarked;
