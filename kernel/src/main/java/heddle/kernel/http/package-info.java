/** Routes declared once: routing, access, limits, validation, idempotency and the published contract. */
@NullMarked
package heddle.kernel.http;

import org.jspecify.annotations.NullMarked;
