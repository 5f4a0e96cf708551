/** What the data module keeps of people. */
@NullMarked
package heddle.data.person;

import org.jspecify.annotations.NullMarked;
