/** Sign-in through providers of OAuth 2 and OpenID Connect. */
@NullMarked
package heddle.identity.oauth;

import org.jspecify.annotations.NullMarked;
