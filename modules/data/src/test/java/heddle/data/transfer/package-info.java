/** Tests of import and export. */
@NullMarked
package heddle.data.transfer;

import org.jspecify.annotations.NullMarked;
