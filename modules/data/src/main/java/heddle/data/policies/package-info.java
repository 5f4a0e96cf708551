/** What a tenant can do with its policies: keep them, change them, try them. */
@NullMarked
package heddle.data.policies;

import org.jspecify.annotations.NullMarked;
