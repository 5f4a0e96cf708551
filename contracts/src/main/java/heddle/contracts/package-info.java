/** What modules may say to each other. No logic. */
@NullMarked
package heddle.contracts;

import org.jspecify.annotations.NullMarked;
