@NullMarked
package heddle.market.reputation;

import org.jspecify.annotations.NullMarked;
