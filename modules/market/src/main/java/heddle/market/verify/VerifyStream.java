package heddle.market.verify;

import heddle.kernel.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells of a verification while it goes on, by the same events as a job's log. */
final class VerifyStream implements Progress {
    static final String TYPE = "text/event-stream";

    private final OutputStream out;
    private int count;

    VerifyStream(OutputStream out) {
        this.out = out;
    }

    void tell(Function<Progress, VerifyJson.Result> run) throws IOException {
        try {
            event("status", Map.of("status", "running", "attempt_count", 0));
            VerifyJson.Result result = run.apply(this);
            event("verdict", result);
            event("end", Map.of("status", result.outcome()));
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
    }

    @Override
    public void log(String level, String message, @Nullable String checkId) {
        event("log", CheckText.said(level, message, checkId));
    }

    @Override
    public void check(Verdict.Check check) {
        event("check", CheckText.of(check));
    }

    private void event(String type, Object data) {
        String text = "id: 0-" + ++count + "\nevent: " + type + "\ndata: " + Json.text(data) + "\n\n";
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
