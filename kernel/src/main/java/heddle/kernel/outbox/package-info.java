/** What Heddle sends to people: mail and SMS, written in a transaction and delivered after it. */
@NullMarked
package heddle.kernel.outbox;

import org.jspecify.annotations.NullMarked;
