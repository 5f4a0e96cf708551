/** Tests of the whole program through its front door. */
@NullMarked
package heddle.server;

import org.jspecify.annotations.NullMarked;
