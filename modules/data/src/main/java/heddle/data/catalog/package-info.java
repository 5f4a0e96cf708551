/** What a tenant has defined, whole and in memory: types with their properties and policies. */
@NullMarked
package heddle.data.catalog;

import org.jspecify.annotations.NullMarked;
