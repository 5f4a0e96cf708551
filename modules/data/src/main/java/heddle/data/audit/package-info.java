/** Who did what: the event log as an administrator reads it. */
@NullMarked
package heddle.data.audit;

import org.jspecify.annotations.NullMarked;
