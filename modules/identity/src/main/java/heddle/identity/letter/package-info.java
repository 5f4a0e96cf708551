/** Letters: the mails and SMS that sign-in sends. */
@NullMarked
package heddle.identity.letter;

import org.jspecify.annotations.NullMarked;
