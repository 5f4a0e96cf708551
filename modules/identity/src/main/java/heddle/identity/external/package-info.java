/** People whom somebody else vouches for: how they become accounts here, and how the answer reaches their browser. */
@NullMarked
package heddle.identity.external;

import org.jspecify.annotations.NullMarked;
