/** Order and paging of lists: sort keys, keyset pages and their cursors. */
@NullMarked
package heddle.data.list;

import org.jspecify.annotations.NullMarked;
