/** Tests of the Market. */
@NullMarked
package heddle.server.market;

import org.jspecify.annotations.NullMarked;
