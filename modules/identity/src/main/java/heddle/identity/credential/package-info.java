/** E-mail and password, judged behind locks. */
@NullMarked
package heddle.identity.credential;

import org.jspecify.annotations.NullMarked;
