/** Profiles: what people do with their own account. */
@NullMarked
package heddle.identity.profile;

import org.jspecify.annotations.NullMarked;
