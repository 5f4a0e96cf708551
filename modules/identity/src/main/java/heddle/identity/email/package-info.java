/** Mail that a tenant's programs send through Heddle. */
@NullMarked
package heddle.identity.email;

import org.jspecify.annotations.NullMarked;
