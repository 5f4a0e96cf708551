/** Settings of a tenant's sign-in. */
@NullMarked
package heddle.identity.settings;

import org.jspecify.annotations.NullMarked;
