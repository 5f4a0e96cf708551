/** Tests of tenants and keys. */
@NullMarked
package heddle.server.identity;

import org.jspecify.annotations.NullMarked;
