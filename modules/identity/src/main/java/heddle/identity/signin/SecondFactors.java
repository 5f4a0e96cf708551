package heddle.identity.signin;

import heddle.identity.session.SessionJson;
import heddle.kernel.db.Tx;
import java.util.List;

/** Tells which second factors an account can show. */
@FunctionalInterface
public interface SecondFactors {
    /** Confirmed factors; empty when a first proof is all there is. */
    List<SessionJson.FactorChoice> of(Tx tx, String accountId);
}
