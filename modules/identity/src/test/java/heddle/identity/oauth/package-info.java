@NullMarked
package heddle.identity.oauth;

import org.jspecify.annotations.NullMarked;
