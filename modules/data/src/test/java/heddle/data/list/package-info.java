/** Tests of order and paging. */
@NullMarked
package heddle.data.list;

import org.jspecify.annotations.NullMarked;
