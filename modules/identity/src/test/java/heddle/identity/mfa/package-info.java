@NullMarked
package heddle.identity.mfa;

import org.jspecify.annotations.NullMarked;
