package heddle.ledger.posting;

import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.json.Json;
import java.util.List;

/**
 * A transfer that keeps the rules, on its way to the database.
 *
 * @param id the id that it gets if it is posted now
 * @param digest of its content without the key, by which a repeated key is judged
 */
@SuppressWarnings("ArrayRecordComponent")
record Draft(String id, Transfer transfer, byte[] digest) {
    private record Content(String kind, String reference, List<Move> moves) {}

    static Draft of(String id, Transfer transfer) {
        TransferRules.check(transfer);
        Content content = new Content(transfer.kind(), transfer.reference(), transfer.moves());
        return new Draft(id, transfer, Tokens.sha256(Json.bytes(content)));
    }

    String key() {
        return transfer.key();
    }
}
