package heddle.identity.platform;

import heddle.identity.lock.Locks;
import heddle.identity.proof.Proof;
import heddle.identity.proof.Proofs;
import heddle.identity.proof.Purpose;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a program without a browser gets a key (RFC 8628): it shows a code and waits; a person types the code into a page,
 * sees who asks, and says yes or no. The program holds a proof of its own, the code is another that names it.
 */
final class DeviceLogins {
    /** Seconds between two questions of a program, and what each that comes too soon adds. */
    static final int INTERVAL = 5;

    private static final String LOCK = "device";
    private static final int GUESSES = 10;
    private static final String DEVICE = "device";
    private static final String NAME = "name";
    private static final String IP = "ip";
    private static final String EVERY = "interval";
    private static final String ASKED = "asked_at";
    private static final String DECISION = "decision";
    private static final String APPROVED = "approved";
    private static final String DENIED = "denied";

    /** A login that waits for a person, told once. */
    record Begun(String deviceCode, String userCode) {}

    /** Who asks to be let in: what the program says of itself, and from where it asked. */
    record Asking(String program, String ip, Instant since) {}

    private enum Standing {
        WAITING,
        TOO_SOON,
        APPROVED,
        DENIED,
        OVER
    }

    /** What a question found. */
    private record Asked(Standing standing, int interval, TerminalKeys.@Nullable LoggedIn in) {}

    private final Db db;
    private final Proofs proofs;
    private final TypedCodes codes;
    private final TerminalKeys keys;
    private final Locks locks;
    private final InstantSource time;

    DeviceLogins(Db db, Proofs proofs, TypedCodes codes, TerminalKeys keys, Locks locks, InstantSource time) {
        this.db = db;
        this.proofs = proofs;
        this.codes = codes;
        this.keys = keys;
        this.locks = locks;
        this.time = time;
    }

    /**
     * @param program what the program says of itself, e.g. the machine's name
     */
    Begun begin(Caller from, @Nullable String program) {
        return db.tx(from.in(Realm.PLATFORM), tx -> {
            ObjectNode data = Json.object()
                    .put(NAME, TerminalKeys.name(program))
                    .put(IP, from.ip())
                    .put(EVERY, INTERVAL);
            Proof.Issued device = proofs.issue(tx, Purpose.DEVICE, null, "", data);
            ObjectNode named = data.deepCopy().put(DEVICE, device.proof().id());
            return new Begun(device.token(), codes.issue(tx, Purpose.DEVICE_CODE, null, named));
        });
    }

    /**
     * Who asks, by the code that they show. Wrong codes count against whoever types them.
     *
     * @throws Problem 400 INVALID_CODE, 423 ACCOUNT_LOCKED after ten wrong ones in a quarter of an hour
     */
    Asking look(Caller person, String typed) {
        locks.attempt(person, LOCK, person.id(), GUESSES, "ACCOUNT_LOCKED");
        Proof code = codes.check(person, Purpose.DEVICE_CODE, typed);
        locks.clear(person, LOCK, person.id());
        return asking(code);
    }

    /**
     * A person's word, which is final.
     *
     * @throws Problem 400 INVALID_CODE, 423 ACCOUNT_LOCKED after ten wrong ones in a quarter of an hour
     */
    Asking decide(Caller person, String typed, boolean approve) {
        locks.attempt(person, LOCK, person.id(), GUESSES, "ACCOUNT_LOCKED");
        Asking decided = db.tx(person, tx -> {
            Proof code = codes.redeem(person, Purpose.DEVICE_CODE, typed);
            Proof device = proofs.lock(tx, text(code, DEVICE)).orElseThrow();
            proofs.remember(
                    tx, device.id(), person.id(), device.data().deepCopy().put(DECISION, approve ? APPROVED : DENIED));
            return asking(code);
        });
        locks.clear(person, LOCK, person.id());
        return decided;
    }

    /**
     * What came of it, for the program that waits; a key once the person said yes.
     *
     * @throws Problem 400 AUTHORIZATION_PENDING, SLOW_DOWN, ACCESS_DENIED or EXPIRED_TOKEN
     */
    TerminalKeys.LoggedIn poll(Caller from, String deviceCode) {
        Caller realm = from.in(Realm.PLATFORM);
        // What is refused is written down too, so the refusal comes after the transaction.
        Asked asked = db.tx(
                realm,
                tx -> proofs.lock(tx, Purpose.DEVICE, deviceCode)
                        .filter(device -> device.usedAt() == null && !device.expired(time.instant()))
                        .map(device -> asked(tx, realm, device))
                        .orElse(new Asked(Standing.OVER, INTERVAL, null)));
        if (asked.in() == null) {
            throw refusal(asked);
        }
        return asked.in();
    }

    private Asked asked(Tx tx, Caller realm, Proof device) {
        Instant now = time.instant();
        String before = text(device, ASKED);
        int interval = device.data().path(EVERY).asInt(INTERVAL);
        boolean soon = !before.isEmpty() && now.isBefore(Instant.parse(before).plusSeconds(interval));
        Standing standing = soon ? Standing.TOO_SOON : standing(device);
        if (standing == Standing.APPROVED) {
            proofs.use(tx, device);
            return new Asked(
                    standing, interval, keys.issue(tx, realm, String.valueOf(device.accountId()), text(device, NAME)));
        }
        int next = soon ? interval + INTERVAL : interval;
        ObjectNode noted = device.data().deepCopy().put(ASKED, now.toString()).put(EVERY, next);
        proofs.remember(tx, device.id(), device.accountId(), noted);
        return new Asked(standing, next, null);
    }

    private static Standing standing(Proof device) {
        return switch (text(device, DECISION)) {
            case APPROVED -> Standing.APPROVED;
            case DENIED -> Standing.DENIED;
            default -> Standing.WAITING;
        };
    }

    private static Problem refusal(Asked asked) {
        return switch (asked.standing()) {
            case WAITING, APPROVED ->
                refusal("authorization_pending", "Nobody has approved it yet; ask again after the interval", asked);
            case TOO_SOON ->
                refusal("slow_down", "You ask too often; wait for the interval between two questions", asked);
            case DENIED -> refusal("access_denied", "It was denied; begin anew if that was a mistake", asked);
            case OVER ->
                refusal("expired_token", "This device_code is too old, was used or is not known; begin anew", asked);
        };
    }

    /** The text is the word of RFC 8628, since its clients read {@code error} and nothing else. */
    private static Problem refusal(String word, String description, Asked asked) {
        return Problem.badRequest(word.toUpperCase(Locale.ROOT), word)
                .with("description", description)
                .with(EVERY, asked.interval());
    }

    private static Asking asking(Proof code) {
        return new Asking(text(code, NAME), text(code, IP), code.createdAt());
    }

    private static String text(Proof proof, String member) {
        return proof.data().path(member).asString("");
    }
}
