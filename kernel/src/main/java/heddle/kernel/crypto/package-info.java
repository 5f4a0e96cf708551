/** Secrets at rest and tokens shown once. */
@NullMarked
package heddle.kernel.crypto;

import org.jspecify.annotations.NullMarked;
