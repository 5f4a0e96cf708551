/** API keys: how programs prove who they are. The exemplar that other nouns copy. */
@NullMarked
package heddle.identity.key;

import org.jspecify.annotations.NullMarked;
