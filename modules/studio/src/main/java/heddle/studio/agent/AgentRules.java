package heddle.studio.agent;

import heddle.kernel.json.Json;
import heddle.kernel.json.Patch;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.studio.tool.Toolbox;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an agent may be: pure checks that name every fault. */
final class AgentRules {
    private static final int NAME = 100;
    private static final int DESCRIPTION = 1_000;
    private static final int MODEL = 200;
    private static final int PROMPT = 20_000;
    private static final int PERSONALITY = 4_000;
    private static final int URL = 2_000;
    private static final int TOOLS = 20;
    private static final int CAPABILITIES = 20;
    private static final int HIGHEST_PRICE = 100_000;
    private static final int MAX_ACTIVE = 20;
    private static final int NODES = 500;
    private static final int EDGES = 2_000;
    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_.+# -]{0,39}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    /** Words that stand, or may come to stand, where an id stands in a path. */
    private static final Set<String> RESERVED = Set.of("directory", "recent", "import", "export");

    private final Toolbox toolbox;
    private final List<Fault> faults = new ArrayList<>();

    AgentRules(Toolbox toolbox) {
        this.toolbox = toolbox;
    }

    /** The traits of an agent with a change applied. */
    Agent.Traits apply(Agent.Traits old, AgentJson.Write change) {
        Agent.Traits presets = Agent.Traits.named("");
        String model = change.modelId().present() && !change.model().present()
                ? text(change.modelId(), old.model(), "model_id", MODEL)
                : text(change.model(), old.model(), "model", MODEL);
        return new Agent.Traits(
                name(change.name(), old.name()),
                text(change.description(), old.description(), "description", DESCRIPTION),
                blankIsNone(model),
                text(change.systemPrompt(), old.systemPrompt(), "system_prompt", PROMPT),
                tools(change.tools(), old.tools()),
                temperature(change.temperature(), old.temperature()),
                blankIsNone(text(change.personality(), old.personality(), "personality", PERSONALITY)),
                url(change.avatarUrl(), old.avatarUrl()),
                capabilities(change.capabilities(), old.capabilities()),
                number(
                        change.minPriceCents(),
                        old.minPriceCents(),
                        presets.minPriceCents(),
                        "min_price_cents",
                        0,
                        HIGHEST_PRICE),
                number(change.maxActive(), old.maxActive(), presets.maxActive(), "max_active", 1, MAX_ACTIVE),
                or(change.listed().orKeep(old.listed()), presets.listed()),
                or(change.paused().orKeep(old.paused()), presets.paused()));
    }

    /** An id that a client made up. */
    void clientId(String id) {
        if (!ID.matcher(id).matches() || RESERVED.contains(id)) {
            fault("id", "invalid_format", "id must be 1 to 64 letters, digits, _ and -, and none of " + RESERVED);
        }
    }

    /**
     * What is content in a workflow that was sent; members that we give out ourselves may come back and mean nothing.
     * What nodes and edges mean is judged where workflows are built.
     */
    @Nullable
    ObjectNode workflow(@Nullable JsonNode sent) {
        if (sent == null || sent.isNull()) {
            return null;
        }
        ObjectNode out = Json.object();
        if (!sent.isObject()) {
            fault("workflow", "invalid_type", "workflow must be an object with nodes and edges");
            return out;
        }
        out.set("nodes", array(sent, "nodes", NODES));
        out.set("edges", array(sent, "edges", EDGES));
        out.set("variables", array(sent, "variables", NODES));
        JsonNode settings = sent.path("settings");
        if (!settings.isMissingNode() && !settings.isObject()) {
            fault("workflow.settings", "invalid_type", "workflow.settings must be an object");
        }
        out.set("settings", settings.isObject() ? settings : Json.object());
        return out;
    }

    private JsonNode array(JsonNode document, String member, int most) {
        JsonNode value = document.path(member);
        if (!value.isMissingNode() && !value.isArray()) {
            fault("workflow." + member, "invalid_type", "workflow." + member + " must be an array");
        } else if (value.size() > most) {
            fault("workflow." + member, "too_many_items", "A workflow has at most " + most + " " + member);
        }
        return value.isArray() ? value : Json.mapper().createArrayNode();
    }

    void throwFaults() {
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
    }

    private String name(Patch<String> change, String old) {
        String value = change.orKeep(old);
        String name = value == null ? "" : value.strip();
        if (name.isEmpty()) {
            fault("name", "required", "name must be given, with 1 to " + NAME + " characters");
        } else if (name.codePointCount(0, name.length()) > NAME) {
            fault("name", "too_long", "name must have at most " + NAME + " characters");
        } else if (name.codePoints().anyMatch(Character::isISOControl)) {
            fault("name", "invalid_format", "name must not contain control characters");
        }
        return name;
    }

    private @Nullable String text(Patch<String> change, @Nullable String old, String field, int most) {
        String value = change.orKeep(old);
        if (value != null && value.length() > most) {
            fault(field, "too_long", field + " must have at most " + most + " characters");
        }
        return value;
    }

    private List<String> tools(Patch<List<String>> change, List<String> old) {
        if (!change.present()) {
            return old;
        }
        Map<String, String> known = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String spelled : given(change, "tools")) {
            Optional<String> own = toolbox.find(spelled);
            own.ifPresentOrElse(name -> known.putIfAbsent(name, spelled), () -> unknown.add(spelled));
        }
        if (!unknown.isEmpty()) {
            fault(
                    "tools",
                    "unknown_tool",
                    "There is no tool "
                            + String.join(", ", unknown.stream().limit(TOOLS).toList()));
        }
        if (known.size() > TOOLS) {
            fault("tools", "too_many_items", "An agent has at most " + TOOLS + " tools");
        }
        return List.copyOf(known.values());
    }

    private List<String> capabilities(Patch<List<String>> change, List<String> old) {
        if (!change.present()) {
            return old;
        }
        Set<String> out = new LinkedHashSet<>();
        for (String spelled : given(change, "capabilities")) {
            String tag = spelled.strip().toLowerCase(Locale.ROOT);
            if (TAG.matcher(tag).matches()) {
                out.add(tag);
            } else {
                fault(
                        "capabilities",
                        "invalid_format",
                        "A capability is 1 to 40 letters, digits and _.+#-, beginning with a letter or digit");
            }
        }
        if (out.size() > CAPABILITIES) {
            fault("capabilities", "too_many_items", "An agent names at most " + CAPABILITIES + " capabilities");
        }
        return List.copyOf(out);
    }

    /** The texts of a list, without those that are null, which are a fault. */
    private List<String> given(Patch<List<String>> change, String field) {
        List<String> value = change.value();
        if (value == null) {
            return List.of();
        }
        List<String> out = new ArrayList<>();
        for (@Nullable String item : value) {
            if (item == null) {
                fault(field, "invalid_type", field + " must be an array of strings");
            } else {
                out.add(item);
            }
        }
        return out;
    }

    private double temperature(Patch<Double> change, double old) {
        Double value = change.orKeep(old);
        double temperature = value == null ? Agent.TEMPERATURE : value;
        if (!(temperature >= 0 && temperature <= 2)) {
            fault("temperature", "out_of_range", "temperature must be 0 to 2");
        }
        return temperature;
    }

    private @Nullable String url(Patch<String> change, @Nullable String old) {
        String value = blankIsNone(text(change, old, "avatar_url", URL));
        if (change.present() && value != null && !isWebAddress(value)) {
            fault("avatar_url", "invalid_format", "avatar_url must be an address such as https://example.com/me.png");
        }
        return value;
    }

    private static boolean isWebAddress(String value) {
        try {
            URI uri = new URI(value);
            return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private int number(Patch<Integer> change, int old, int preset, String field, int least, int most) {
        Integer value = change.orKeep(old);
        int number = value == null ? preset : value;
        if (number < least || number > most) {
            fault(field, "out_of_range", field + " must be " + least + " to " + most);
        }
        return number;
    }

    private static boolean or(@Nullable Boolean value, boolean preset) {
        return value == null ? preset : value;
    }

    private static @Nullable String blankIsNone(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private void fault(String field, String code, String message) {
        faults.add(new Fault(field, code, message));
    }
}
