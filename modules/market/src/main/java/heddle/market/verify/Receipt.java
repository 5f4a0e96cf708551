package heddle.market.verify;

/**
 * A verdict as it was signed.
 *
 * @param payload the signed text; its bytes in UTF-8 are what the signature is over
 */
@SuppressWarnings("ArrayRecordComponent")
record Receipt(int attempt, String keyId, String payload, byte[] signature) {}
