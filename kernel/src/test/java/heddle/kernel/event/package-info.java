/** Tests of the event log on a real database. */
@NullMarked
package heddle.kernel.event;

import org.jspecify.annotations.NullMarked;
