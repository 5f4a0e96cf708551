/** Tests of the data module through the front door. */
@NullMarked
package heddle.server.data;

import org.jspecify.annotations.NullMarked;
