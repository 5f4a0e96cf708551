/** The embedded PostgreSQL server. */
@NullMarked
package heddle.kernel.postgres;

import org.jspecify.annotations.NullMarked;
