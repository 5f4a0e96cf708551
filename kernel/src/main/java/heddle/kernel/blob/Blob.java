package heddle.kernel.blob;

/**
 * Bytes that are kept.
 *
 * @param sha256 64 lower-case hexadecimal digits, by which they are found again
 */
public record Blob(String sha256, long size) {}
