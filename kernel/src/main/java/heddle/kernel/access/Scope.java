package heddle.kernel.access;

import java.util.Arrays;
import java.util.Optional;

/** What an API key may be granted. The wire words are the reference's seven. */
public enum Scope {
    READ("read"),
    WRITE("write"),
    SCHEMA("schema"),
    FILES("files"),
    AUTH("auth"),
    AI("ai"),
    ALL("*");

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static Optional<Scope> of(String word) {
        return Arrays.stream(values()).filter(s -> s.word.equals(word)).findFirst();
    }
}
