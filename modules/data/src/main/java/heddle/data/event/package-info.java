/** Events that a tenant's own programs report, beside those that Heddle records. */
@NullMarked
package heddle.data.event;

import org.jspecify.annotations.NullMarked;
