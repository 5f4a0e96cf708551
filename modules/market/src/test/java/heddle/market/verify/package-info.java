@NullMarked
package heddle.market.verify;

import org.jspecify.annotations.NullMarked;
