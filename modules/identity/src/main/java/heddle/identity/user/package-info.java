/** Users: what administrators do with the accounts of a tenant. */
@NullMarked
package heddle.identity.user;

import org.jspecify.annotations.NullMarked;
