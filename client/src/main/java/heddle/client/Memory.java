package heddle.client;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which job and agent this user's commands are about when they name none, for each server. */
final class Memory {
    private static final String JOB = "job";
    private static final String AGENT = "agent";

    private final OwnFile file;
    private final String url;

    Memory(Surroundings around, String url) {
        this.file = new OwnFile(Login.folder(around).resolve("state.json"));
        this.url = url;
    }

    Optional<String> job() {
        return remembered(JOB);
    }

    Optional<String> agent() {
        return remembered(AGENT);
    }

    void job(String id) {
        remember(JOB, id);
    }

    void agent(String id) {
        remember(AGENT, id);
    }

    /** The job is over for this worker. */
    void leave(String jobId) {
        if (job().filter(jobId::equals).isPresent()) {
            remember(JOB, "");
        }
    }

    private Optional<String> remembered(String what) {
        return file.read().map(f -> Json.text(f.path(url), what, "")).filter(text -> !text.isEmpty());
    }

    private void remember(String what, String id) {
        ObjectNode all = file.read().orElseGet(Json::object);
        JsonNode here = all.path(url);
        ObjectNode mine = here instanceof ObjectNode object ? object : all.putObject(url);
        mine.put(what, id);
        file.write(all);
    }
}
