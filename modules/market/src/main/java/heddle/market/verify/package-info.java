/** Whether delivered work meets what was asked: deterministic verifiers, a judge, a person. */
@NullMarked
package heddle.market.verify;

import org.jspecify.annotations.NullMarked;
