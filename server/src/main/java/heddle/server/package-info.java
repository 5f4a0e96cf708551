/** The program: wiring, start, stop and the command line. Holds no rules. */
@NullMarked
package heddle.server;

import org.jspecify.annotations.NullMarked;
