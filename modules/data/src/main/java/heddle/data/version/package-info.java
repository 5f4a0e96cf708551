/** What objects were before: a reading of the event log. */
@NullMarked
package heddle.data.version;

import org.jspecify.annotations.NullMarked;
