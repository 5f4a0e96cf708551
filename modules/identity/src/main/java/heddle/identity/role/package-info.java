/** Roles: which permissions an account has. */
@NullMarked
package heddle.identity.role;

import org.jspecify.annotations.NullMarked;
