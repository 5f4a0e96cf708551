package heddle.client;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Whom this terminal acts for: a key of the environment, or the one that a login left in a file. */
final class Login {
    static final String KEY_VARIABLE = "HEDDLE_API_KEY";
    static final String URL_VARIABLE = "HEDDLE_API_URL";
    private static final String USUAL_URL = "http://localhost:8080";

    private final Surroundings around;
    private final OwnFile file;

    Login(Surroundings around) {
        this.around = around;
        this.file = new OwnFile(folder(around).resolve("credentials.json"));
    }

    static Path folder(Surroundings around) {
        return around.home().resolve(".heddle");
    }

    /** The server to talk to, without a slash at its end. */
    String url() {
        String url = around.variable(URL_VARIABLE);
        if (url.isEmpty()) {
            url = around.variable(KEY_VARIABLE).isEmpty()
                    ? file.read().map(f -> Json.text(f, "api_url", USUAL_URL)).orElse(USUAL_URL)
                    : USUAL_URL;
        }
        if (!url.matches("https?://[^\\s/?#]+/?")) {
            throw Failure.usage(
                    URL_VARIABLE + " must be an origin such as " + USUAL_URL + ", not " + Plain.line(url, 80));
        }
        return url.replaceAll("/$", "");
    }

    /** Where to talk to before anybody has logged in. */
    String urlForLogin() {
        return around.variable(URL_VARIABLE).isEmpty() ? USUAL_URL : url();
    }

    /**
     * @throws Failure when nobody is logged in here
     */
    String key() {
        String key = around.variable(KEY_VARIABLE);
        if (!key.isEmpty()) {
            return key;
        }
        ObjectNode kept = file.read()
                .orElseThrow(
                        () -> Failure.usage("Nobody is logged in here. Run: heddle login, or set " + KEY_VARIABLE));
        String savedFor = Json.text(kept, "api_url", USUAL_URL);
        if (!savedFor.equals(url())) {
            throw Failure.usage("The saved key belongs to " + savedFor + ", and is not sent to " + url()
                    + ". Log in there, or set " + KEY_VARIABLE);
        }
        return Json.text(kept, "api_key", "");
    }

    void keep(String key, String url, String userId) {
        Instant now = InstantSource.system().instant();
        file.write(Json.object()
                .put("api_key", key)
                .put("api_url", url)
                .put("user_id", userId)
                .put("created_at", now.toString()));
    }

    Optional<String> kept() {
        return file.read().map(f -> Json.text(f, "api_key", ""));
    }

    boolean forget() {
        return file.delete();
    }

    boolean overruled() {
        return !around.variable(KEY_VARIABLE).isEmpty();
    }
}
