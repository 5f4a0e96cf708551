/** Passwords: their rules and their hashes. */
@NullMarked
package heddle.identity.password;

import org.jspecify.annotations.NullMarked;
