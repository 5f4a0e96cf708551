/** The portal: the page on which a tenant's people sign in and look after their account. */
@NullMarked
package heddle.identity.portal;

import org.jspecify.annotations.NullMarked;
