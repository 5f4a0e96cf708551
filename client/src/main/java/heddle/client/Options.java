package heddle.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Options that several commands have. */
final class Options {
    private Options() {}

    /** Why somebody does not go on with a job. */
    static final class Reason {
        @Option(
                names = {"-r", "--reason"},
                description = "Why")
        private @Nullable String reason;

        ObjectNode body() {
            ObjectNode body = Json.object();
            if (reason != null) {
                body.put("reason", reason);
            }
            return body;
        }
    }

    /** Files that go along. */
    static final class Attachments {
        @Option(names = "--attach", paramLabel = "FILE", description = "A file that goes along; may be given again")
        private List<Path> files = new ArrayList<>();

        boolean none() {
            return files.isEmpty();
        }

        /** Brings the files to the server, and names them in a request. */
        void addTo(ObjectNode body, Session session) {
            files.forEach(file -> body.withArray("attachments")
                    .add(session.server()
                            .upload(String.valueOf(file.getFileName()), bytes(session, file))
                            .path("id")));
        }
    }

    /** What was made, typed or in a file. */
    static final class Output {
        @Option(
                names = {"-t", "--text"},
                description = "The output")
        private @Nullable String text;

        @Option(
                names = {"-f", "--file"},
                paramLabel = "FILE",
                description = "A file whose text is the output")
        private @Nullable Path file;

        /** Empty where none was given. */
        String of(Session session) {
            if (text != null && file != null) {
                throw Failure.usage("Give -t or -f, not both");
            }
            if (file == null) {
                return text == null ? "" : text;
            }
            try {
                ByteBuffer bytes = ByteBuffer.wrap(bytes(session, file));
                return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            } catch (CharacterCodingException e) {
                throw Failure.usage(file + " is not text; deliver it with --attach");
            }
        }
    }

    /** How many rows of a list. */
    static final class Limit {
        @Option(
                names = {"-n", "--limit"},
                defaultValue = "20",
                description = "How many (${DEFAULT-VALUE})")
        private int limit;

        @Override
        public String toString() {
            return Integer.toString(limit);
        }
    }

    /** A file of the folder that the command was called in. */
    static byte[] bytes(Session session, Path file) {
        try {
            return Files.readAllBytes(session.around().folder().resolve(file));
        } catch (NoSuchFileException e) {
            throw Failure.usage("There is no file " + file);
        } catch (IOException e) {
            throw Failure.ofFile(file, "read", e);
        }
    }
}
