/** Tenants: isolated customers of Base. */
@NullMarked
package heddle.identity.tenant;

import org.jspecify.annotations.NullMarked;
