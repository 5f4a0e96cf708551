/** Passkeys: signing in with a device instead of a password (WebAuthn). */
@NullMarked
package heddle.identity.passkey;

import org.jspecify.annotations.NullMarked;
