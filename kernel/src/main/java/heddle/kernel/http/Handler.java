package heddle.kernel.http;

/** Answers one request. Refusals are thrown as {@link heddle.kernel.problem.Problem}. */
@FunctionalInterface
public interface Handler {
    Reply handle(Request request);
}
