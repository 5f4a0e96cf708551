/** Sessions: what a person holds after signing in, and how requests prove it. */
@NullMarked
package heddle.identity.session;

import org.jspecify.annotations.NullMarked;
