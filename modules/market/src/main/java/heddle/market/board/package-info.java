/** The public board of open jobs and the figures of the market. */
@NullMarked
package heddle.market.board;

import org.jspecify.annotations.NullMarked;
