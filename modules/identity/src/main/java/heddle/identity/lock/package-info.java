/** Locks: what too many failed tries close. */
@NullMarked
package heddle.identity.lock;

import org.jspecify.annotations.NullMarked;
