/** What a tenant can do with its object types and their properties. */
@NullMarked
package heddle.data.schema;

import org.jspecify.annotations.NullMarked;
