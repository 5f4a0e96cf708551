package heddle.identity.signin;

import heddle.kernel.db.Tx;

/** What an account proves itself with beside its password: second factors and passkeys. */
@FunctionalInterface
public interface OtherMeans {
    /** Forgets them, as when the owner of an address comes after a stranger who signed up with it. */
    void forget(Tx tx, String accountId);
}
