/** Lists of the Market: bare arrays, cursors in headers, and who may read the public ones. */
@NullMarked
package heddle.market.list;

import org.jspecify.annotations.NullMarked;
