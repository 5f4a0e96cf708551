/** The people of Studio and Market, who have an account each and keys for their programs. */
@NullMarked
package heddle.identity.platform;

import org.jspecify.annotations.NullMarked;
