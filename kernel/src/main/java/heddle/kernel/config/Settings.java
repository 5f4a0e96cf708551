package heddle.kernel.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The texts of the settings as found, and the faults found in them so far. A blank text counts as none. */
final class Settings {
    private static final String FILE = "heddle.properties";
    private static final int CLOSE = 5;

    private final Path folder;
    private final Map<Setting, String> texts = new EnumMap<>(Setting.class);
    private final List<ConfigFault.Wrong> faults = new ArrayList<>();

    private Settings(Path folder) {
        this.folder = folder;
    }

    static Settings read(Map<String, String> environment, Path folder) {
        Settings settings = new Settings(folder);
        settings.add(environment, "");
        settings.addFile(folder.resolve(FILE));
        Path home = settings.home();
        if (!home.equals(folder)) {
            settings.addFile(home.resolve(FILE));
        }
        if (!settings.home().equals(home)) {
            settings.fault(
                    Setting.HOME, "is named by the file of another home", "Take it out of " + home.resolve(FILE));
        }
        return settings;
    }

    /** The home folder, absolute. */
    Path home() {
        return folder.resolve(text(Setting.HOME, Setting.HOME.fallback())).normalize();
    }

    String text(Setting setting, String fallback) {
        return texts.getOrDefault(setting, fallback);
    }

    @Nullable
    String text(Setting setting) {
        return texts.get(setting);
    }

    /** The text when it passes; what is refused is a fault and counts as not set. */
    @Nullable
    String text(Setting setting, Predicate<String> check, String what, String remedy) {
        String text = texts.get(setting);
        if (text == null || check.test(text)) {
            return text;
        }
        fault(setting, what, remedy);
        return null;
    }

    int number(Setting setting, int least, int most, int fallback) {
        String text = texts.get(setting);
        if (text == null) {
            return fallback;
        }
        if (text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        fault(setting, "is '" + text + "'", "Write a whole number from " + least + " to " + most);
        return fallback;
    }

    boolean flag(Setting setting) {
        String text = text(setting, "false");
        if (!text.equals("true") && !text.equals("false")) {
            fault(setting, "is '" + text + "'", "Write true or false");
        }
        return text.equals("true");
    }

    <E extends Enum<E>> E choice(Setting setting, Class<E> type, E fallback) {
        String text = texts.get(setting);
        if (text == null) {
            return fallback;
        }
        for (E choice : type.getEnumConstants()) {
            if (lower(choice).equals(text)) {
                return choice;
            }
        }
        String known =
                Arrays.stream(type.getEnumConstants()).map(Settings::lower).collect(Collectors.joining(", "));
        fault(setting, "is '" + text + "'", "Write one of " + known);
        return fallback;
    }

    void fault(Setting setting, String what, String remedy) {
        faults.add(new ConfigFault.Wrong(setting.variable(), what, remedy));
    }

    void requireNoFaults() {
        if (!faults.isEmpty()) {
            throw new ConfigFault(faults);
        }
    }

    private void addFile(Path file) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            faults.add(new ConfigFault.Wrong(
                    file.toString(), "cannot be read (" + e.getMessage() + ")", "Write lines NAME=value in UTF-8"));
        }
        Map<String, String> lines = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> lines.put(name, properties.getProperty(name)));
        if (lines.containsKey(Setting.JAVA_OPTS.variable())) {
            fault(Setting.JAVA_OPTS, "has no effect in " + file, "Set it in the environment");
        }
        add(lines, " in " + file);
    }

    private void add(Map<String, String> found, String where) {
        new TreeMap<>(found).forEach((name, text) -> {
            // The environment is full of names of others; a file of ours is not.
            if (!name.startsWith(Setting.PREFIX) && where.isEmpty()) {
                return;
            }
            Setting.named(name).ifPresentOrElse(setting -> put(setting, text.strip()), () -> unknown(name, where));
        });
    }

    private void put(Setting setting, String text) {
        if (!text.isEmpty()) {
            texts.putIfAbsent(setting, text);
        }
    }

    private void unknown(String name, String where) {
        Setting nearest = Setting.nearest(name);
        boolean close = Setting.distance(name, nearest.variable()) <= CLOSE;
        String known = Arrays.stream(Setting.values()).map(Setting::variable).collect(Collectors.joining(" "));
        faults.add(new ConfigFault.Wrong(
                name,
                "is not known" + where,
                close
                        ? "Did you mean " + nearest.variable() + "?"
                        : "The nearest is " + nearest.variable() + " of " + known));
    }

    private static String lower(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
