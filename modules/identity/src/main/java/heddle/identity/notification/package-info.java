/** Notifications: what people are told, and by which ways. */
@NullMarked
package heddle.identity.notification;

import org.jspecify.annotations.NullMarked;
