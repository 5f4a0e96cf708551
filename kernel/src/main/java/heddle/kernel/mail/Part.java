package heddle.kernel.mail;

import com.samskivert.mustache.Template;
import java.util.Locale;
import java.util.Optional;

/** A part of a template. */
enum Part {
    SUBJECT(300),
    HTML(100_000),
    TEXT(50_000);

    private final int most;

    Part(int most) {
        this.most = most;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Part> of(String word) {
        for (Part part : values()) {
            if (part.word().equals(word)) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }

    /** Characters at most. */
    int most() {
        return most;
    }

    Template compile(String text) {
        return Templates.compiler(this == HTML).compile(text);
    }
}
