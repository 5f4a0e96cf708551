/** Tests of SQL. */
@NullMarked
package heddle.data.sql;

import org.jspecify.annotations.NullMarked;
