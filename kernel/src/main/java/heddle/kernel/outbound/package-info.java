/** Calls to other servers: to public addresses only, and with an end to size and time. */
@NullMarked
package heddle.kernel.outbound;

import org.jspecify.annotations.NullMarked;
