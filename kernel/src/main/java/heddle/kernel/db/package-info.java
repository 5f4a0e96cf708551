/** PostgreSQL: pool, transactions bound to a tenant, migrations. */
@NullMarked
package heddle.kernel.db;

import org.jspecify.annotations.NullMarked;
