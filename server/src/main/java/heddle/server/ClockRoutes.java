package heddle.server;

import static heddle.kernel.access.Permission.PLATFORM;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Problem;
import heddle.kernel.time.ShiftedTime;
import heddle.kernel.work.WorkRunner;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Moves the clock for tests; only there under {@code HEDDLE_TEST_CLOCK}. */
final class ClockRoutes {
    record Move(@Nullable Long advanceSeconds, @Nullable Instant now) {}

    record Now(Instant now) {}

    private final ShiftedTime time;
    private final WorkRunner work;

    ClockRoutes(ShiftedTime time, WorkRunner work) {
        this.time = time;
        this.work = work;
    }

    void declare(Routes routes) {
        routes.get("/v1/platform/clock", PLATFORM)
                .group("Platform")
                .summary("Read the test clock")
                .gives(200, Now.class)
                .to("Clock.get", in -> Reply.ok(new Now(time.instant())));
        routes.post("/v1/platform/clock", PLATFORM)
                .group("Platform")
                .summary("Move the test clock")
                .takes(Move.class)
                .gives(200, Now.class)
                .to("Clock.move", this::move);
    }

    private Reply move(Request in) {
        Move move = in.body(Move.class);
        if (move.now() != null) {
            time.set(move.now());
        } else if (move.advanceSeconds() != null) {
            time.advance(Duration.ofSeconds(move.advanceSeconds()));
        } else {
            throw Problem.invalid("advance_seconds", "required", "Send advance_seconds or now");
        }
        work.wake();
        return Reply.ok(new Now(time.instant()));
    }
}
