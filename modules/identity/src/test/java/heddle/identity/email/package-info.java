@NullMarked
package heddle.identity.email;

import org.jspecify.annotations.NullMarked;
