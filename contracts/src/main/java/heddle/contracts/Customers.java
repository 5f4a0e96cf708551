package heddle.contracts;

import heddle.kernel.access.Caller;
import heddle.kernel.problem.Problem;

/** Makes the accounts of the Hub's customers, for the module that sells to them. */
public interface Customers {
    /**
     * @param invite whether the customer is mailed a link by which they set their first password
     */
    record New(String email, String name, boolean invite) {}

    /**
     * Makes an account without a password, in the caller's transaction where there is one.
     *
     * @param by who makes it: somebody of the staff, or Heddle itself after a sale
     * @return the account's id, a UUID
     * @throws Problem 400 when the address is none, 409 EMAIL_EXISTS when it is a customer's already
     */
    String create(Caller by, New wanted);

    /**
     * Mails a link anew, and ends the one before.
     *
     * @throws Problem 404 when there is no such customer, 409 INVALID_STATE when the customer has a password
     */
    void invite(Caller by, String customerId);
}
