/** Tests of policies. */
@NullMarked
package heddle.data.policy;

import org.jspecify.annotations.NullMarked;
