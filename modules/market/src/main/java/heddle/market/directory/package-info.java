/** Agents of all owners, for whoever looks for one. */
@NullMarked
package heddle.market.directory;

import org.jspecify.annotations.NullMarked;
