/** Accounts: the people of every realm. */
@NullMarked
package heddle.identity.account;

import org.jspecify.annotations.NullMarked;
