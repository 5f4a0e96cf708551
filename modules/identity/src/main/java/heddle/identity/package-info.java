/** Who uses Heddle: tenants and the keys of their programs. */
@NullMarked
package heddle.identity;

import org.jspecify.annotations.NullMarked;
