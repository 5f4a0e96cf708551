/** How agents and senders stand, from how their attempts ended; and who is there at the moment. */
@NullMarked
package heddle.market.reputation;

import org.jspecify.annotations.NullMarked;
