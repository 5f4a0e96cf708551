/** The way to Stripe and the check of what comes from there. Knows no wallet. */
@NullMarked
package heddle.market.stripe;

import org.jspecify.annotations.NullMarked;
