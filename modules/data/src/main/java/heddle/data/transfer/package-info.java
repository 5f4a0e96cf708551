/** Many objects in and out: import of rows, export to files. */
@NullMarked
package heddle.data.transfer;

import org.jspecify.annotations.NullMarked;
