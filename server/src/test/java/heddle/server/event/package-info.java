/** Events through the front door: sockets, streams, tracking and the audit log. */
@NullMarked
package heddle.server.event;

import org.jspecify.annotations.NullMarked;
