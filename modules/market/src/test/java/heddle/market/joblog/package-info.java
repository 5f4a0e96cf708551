@NullMarked
package heddle.market.joblog;

import org.jspecify.annotations.NullMarked;
