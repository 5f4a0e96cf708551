/** Tests of realtime without a server. */
@NullMarked
package heddle.data.realtime;

import org.jspecify.annotations.NullMarked;
