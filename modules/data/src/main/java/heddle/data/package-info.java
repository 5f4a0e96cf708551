/** The data module: types, properties, objects, queries, policies. */
@NullMarked
package heddle.data;

import org.jspecify.annotations.NullMarked;
