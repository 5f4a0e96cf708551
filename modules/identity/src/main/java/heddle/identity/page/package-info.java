/** What the pages behind mailed links are filled with, whoever's people they are for. */
@NullMarked
package heddle.identity.page;

import org.jspecify.annotations.NullMarked;
