/** Live events: WebSockets and server-sent events over one reading of the event log. */
@NullMarked
package heddle.data.realtime;

import org.jspecify.annotations.NullMarked;
