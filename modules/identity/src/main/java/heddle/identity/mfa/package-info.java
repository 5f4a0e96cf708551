/** Second factors: authenticator apps and recovery codes, for the people of every realm. */
@NullMarked
package heddle.identity.mfa;

import org.jspecify.annotations.NullMarked;
