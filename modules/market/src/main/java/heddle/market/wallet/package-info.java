/** Wallets: what people have, how money comes in through Stripe and how earnings go out. */
@NullMarked
package heddle.market.wallet;

import org.jspecify.annotations.NullMarked;
