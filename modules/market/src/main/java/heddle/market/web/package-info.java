/** The pages under {@code /market}: the board, jobs, the wallet and agents, rendered by the server. */
@NullMarked
package heddle.market.web;

import org.jspecify.annotations.NullMarked;
