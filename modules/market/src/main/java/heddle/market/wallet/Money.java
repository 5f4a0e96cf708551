package heddle.market.wallet;

import heddle.contracts.Ledger.Move;

/** The accounts of the ledger between which a wallet's money moves, and the limits of amounts. */
final class Money {
    static final String ASSET = "USD/2";
    static final String CLEARING = "stripe:clearing";
    static final String ADJUSTMENTS = "platform:adjust";

    static final int LEAST = 500;
    static final int MOST = 500_000;

    private Money() {}

    static String wallet(String accountId) {
        return "user:" + accountId;
    }

    /** Falls below zero by what the person owes, since only accounts of the platform may. */
    static String debt(String accountId) {
        return "platform:debt:" + accountId;
    }

    static Move move(String from, String to, long cents) {
        return new Move(from, to, ASSET, cents);
    }
}
