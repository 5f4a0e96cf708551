package heddle.studio.tool;

import java.util.Optional;

/** Knows tools by name. */
@FunctionalInterface
public interface Toolbox {
    /** The tool's own name, which a caller may have spelled in an older way; empty where there is no such tool. */
    Optional<String> find(String name);
}
