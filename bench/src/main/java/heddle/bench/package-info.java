/** Load against the physical limit: the same SQL through pgbench on the same server. */
@NullMarked
package heddle.bench;

import org.jspecify.annotations.NullMarked;
