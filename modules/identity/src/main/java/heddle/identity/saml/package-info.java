/** Sign-in through SAML 2.0, as a service provider that reads nothing but what the identity provider signed. */
@NullMarked
package heddle.identity.saml;

import org.jspecify.annotations.NullMarked;
