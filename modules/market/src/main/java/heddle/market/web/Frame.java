package heddle.market.web;

import heddle.kernel.access.Caller;

/**
 * What stands around every page of the Market.
 *
 * @param signedIn whether somebody looks whom we know
 * @param active which of the places is shown: {@code board agents mine new wallet}, or empty
 */
public record Frame(boolean signedIn, String active) {
    static Frame of(Caller visitor, String active) {
        return new Frame(visitor.userId() != null, active);
    }
}
