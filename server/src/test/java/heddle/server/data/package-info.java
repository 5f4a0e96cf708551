/** Tests of the data module at the front door. */
@NullMarked
package heddle.server.data;

import org.jspecify.annotations.NullMarked;
