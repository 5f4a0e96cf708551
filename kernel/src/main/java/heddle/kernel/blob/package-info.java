/** Bytes that are too many for a row: files by the digest of what is in them. */
@NullMarked
package heddle.kernel.blob;

import org.jspecify.annotations.NullMarked;
