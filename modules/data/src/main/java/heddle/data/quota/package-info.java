/** How many objects a tenant's plan includes, and how many there are. */
@NullMarked
package heddle.data.quota;

import org.jspecify.annotations.NullMarked;
