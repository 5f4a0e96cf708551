package heddle.market.joblog;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/**
 * How many streams each person has on this node. A stream has its seat from when it is let in, so that of many who come at
 * once no more get in than may; one that does not begin in time loses it.
 */
final class Seats {
    private final int perPerson;
    /** Never changed in place; the value is when a seat is lost that nobody has sat down on. */
    private final Map<String, Map<LogStream, Instant>> taken = new ConcurrentHashMap<>();

    Seats(int perPerson) {
        this.perPerson = perPerson;
    }

    /** Gives a stream a seat, or the one that it has for longer; false where there is none left. */
    boolean take(LogStream stream, Instant until) {
        return taken.compute(stream.person(), (person, seats) -> {
                    Map<LogStream, Instant> now = seats == null ? Map.of() : seats;
                    if (now.size() >= perPerson && !now.containsKey(stream)) {
                        return now;
                    }
                    Map<LogStream, Instant> then = new HashMap<>(now);
                    then.put(stream, until);
                    return then;
                })
                .containsKey(stream);
    }

    void leave(LogStream stream) {
        free(stream.person(), (seated, until) -> seated == stream);
    }

    /** Frees the seats of streams that were let in and never began. */
    void forgetLate(Instant now) {
        taken.keySet().forEach(person -> free(person, (seated, until) -> until.isBefore(now)));
    }

    private void free(String whose, BiPredicate<LogStream, Instant> leaving) {
        taken.computeIfPresent(whose, (person, seats) -> {
            Map<LogStream, Instant> then = new HashMap<>(seats);
            then.entrySet().removeIf(seat -> leaving.test(seat.getKey(), seat.getValue()));
            return then.isEmpty() ? null : then;
        });
    }
}
