/** Queries in SQL that a tenant writes itself, over views of its own and in a login of its own. */
@NullMarked
package heddle.data.sql;

import org.jspecify.annotations.NullMarked;
