/** Row policies: who may see and change which objects. */
@NullMarked
package heddle.data.policy;

import org.jspecify.annotations.NullMarked;
