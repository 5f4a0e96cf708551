/** SMS through a provider's HTTP interface. */
@NullMarked
package heddle.kernel.sms;

import org.jspecify.annotations.NullMarked;
