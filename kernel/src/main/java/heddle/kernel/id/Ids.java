package heddle.kernel.id;

import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes and recognises identifiers: a prefix, {@code _} and a ULID in 26 lower-case Crockford base-32 characters.
 *
 * <p>The first 48 bits are milliseconds, so ids of one kind sort by age and fill a B-tree from one side. Lower case
 * lets an id be part of a PostgreSQL name. Ids are not secrets.
 */
public final class Ids {
    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int LENGTH = 26;

    private static final int COUNT_BITS = 16;
    private static final Pattern UUID_TEXT = Pattern.compile(
            "(?:[a-z]{2,12}_)?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})");

    private final InstantSource time;
    private final AtomicLong last = new AtomicLong();

    public Ids(InstantSource time) {
        this.time = time;
    }

    /** A new id such as {@code obj_01jd2v6h8m...}. */
    public String next(String prefix) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = stamp();
        long low = random.nextLong();
        int start = prefix.length() + 1;
        char[] out = new char[start + LENGTH];
        prefix.getChars(0, prefix.length(), out, 0);
        out[prefix.length()] = '_';
        for (int i = LENGTH - 1; i >= 0; i--) {
            out[start + i] = ALPHABET[(int) (low & 31)];
            low = (low >>> 5) | (high << 59);
            high >>>= 5;
        }
        return new String(out);
    }

    /** A new UUID of version 7, for surfaces whose ids are UUIDs; it sorts by age like the others. */
    public String uuid() {
        long stamp = stamp();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (stamp & ~0xffffL) | 0x7000L | ((stamp >>> 4) & 0x0fffL);
        long low = 0x8000_0000_0000_0000L | ((stamp & 0xfL) << 58) | (random.nextLong() >>> 6);
        return new UUID(high, low).toString();
    }

    /** The UUID of {@code <uuid>} or {@code prefix_<uuid or 32 hexadecimal digits>}; empty when it is neither. */
    public static Optional<String> asUuid(String text) {
        Matcher match = UUID_TEXT.matcher(text.toLowerCase(Locale.ROOT));
        return match.matches()
                ? Optional.of(String.join(
                        "-", match.group(1), match.group(2), match.group(3), match.group(4), match.group(5)))
                : Optional.empty();
    }

    /** Milliseconds and a count within them, so that ids made one after the other sort in that order. */
    private long stamp() {
        long now = time.millis() << COUNT_BITS;
        return last.updateAndGet(before -> Math.max(before + 1, now));
    }

    /** Whether the text has the shape of an id of this kind; a malformed id is treated as a missing one. */
    public static boolean isId(String prefix, String text) {
        int start = prefix.length() + 1;
        if (text.length() != start + LENGTH || !text.startsWith(prefix) || text.charAt(prefix.length()) != '_') {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean known =
                    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z' && c != 'i' && c != 'l' && c != 'o' && c != 'u');
            if (!known) {
                return false;
            }
        }
        return true;
    }

    /** The 26 characters after the prefix. */
    public static String body(String id) {
        return id.substring(id.indexOf('_') + 1);
    }
}
