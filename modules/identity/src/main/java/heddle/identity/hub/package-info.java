/** The Hub's people: staff and customers, their session cookies, invitations, profiles and second factors. */
@NullMarked
package heddle.identity.hub;

import org.jspecify.annotations.NullMarked;
