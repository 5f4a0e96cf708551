@NullMarked
package heddle.identity.passkey;

import org.jspecify.annotations.NullMarked;
