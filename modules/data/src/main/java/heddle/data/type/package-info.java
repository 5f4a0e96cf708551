/** Object types: what kinds of things a tenant keeps. */
@NullMarked
package heddle.data.type;

import org.jspecify.annotations.NullMarked;
