package heddle.market.verify;

import com.google.re2j.Pattern;
import heddle.market.verify.Delivery.Attached;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * {@code file}: the attachments whose names fit {@code path} ({@code *} and {@code ?} stand for any characters and for one).
 * There has to be one unless {@code must_exist} is false; each is at most {@code max_size} bytes and of a type in {@code mime},
 * and a zip archive among them is one that can be unpacked without harm ({@link ZipArchive}).
 */
final class FileKind implements Kind {
    private static final int MAX_PATH = 200;
    private static final int MOST_TYPES = 20;
    private static final Pattern TYPE = Pattern.compile("(?i)[a-z0-9.+-]+/([a-z0-9.+-]+|\\*)");
    private static final String ZIP = "application/zip";
    private static final int LARGEST = 64 << 20;

    private final FileBytes bytes;
    /** An archive is in memory while it is looked at. */
    private final Semaphore archives = new Semaphore(2);

    FileKind(FileBytes bytes) {
        this.bytes = bytes;
    }

    @Override
    public void check(Spec spec) {
        var _ = spec.requireText("path", MAX_PATH);
        var _ = mustExist(spec);
        var _ = maxSize(spec);
        types(spec).stream()
                .filter(type -> !TYPE.matches(type))
                .findFirst()
                .ifPresent(type -> spec.refuse(
                        "mime", "invalid_format", "mime holds types such as image/png and image/*, not " + type));
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        String path = spec.requireText("path", MAX_PATH);
        Pattern names = names(path);
        List<Attached> found = subject.delivery().attachments().stream()
                .filter(file -> names.matches(file.name()))
                .toList();
        if (found.isEmpty()) {
            return Finding.of(!mustExist(spec), "No attachment is named " + path, null);
        }
        try {
            for (Attached file : found) {
                String fault = fault(spec, file);
                if (fault != null) {
                    return Finding.failed(file.name() + " " + fault, null);
                }
            }
        } catch (FileBytes.Missing missing) {
            return Finding.error(String.valueOf(missing.getMessage()));
        }
        return Finding.passed(found.size() == 1 ? "The attachment is as expected" : "The attachments are as expected");
    }

    @Override
    public Cost cost(Spec spec) {
        return Cost.SCRIPT;
    }

    private @Nullable String fault(Spec spec, Attached file) {
        if (file.size() > maxSize(spec)) {
            return "has " + file.size() + " bytes of at most " + maxSize(spec);
        }
        List<String> types = types(spec);
        if (!types.isEmpty() && types.stream().noneMatch(type -> fits(file.contentType(), type))) {
            return "is of the type " + file.contentType();
        }
        return file.contentType().equals(ZIP) ? archiveFault(file) : null;
    }

    private @Nullable String archiveFault(Attached file) {
        archives.acquireUninterruptibly();
        try {
            return ZipArchive.fault(bytes.head(file, LARGEST));
        } finally {
            archives.release();
        }
    }

    private static boolean fits(String found, String type) {
        return type.endsWith("/*")
                ? found.regionMatches(true, 0, type, 0, type.length() - 1)
                : found.equalsIgnoreCase(type);
    }

    private static Pattern names(String path) {
        StringBuilder out = new StringBuilder("(?s)");
        path.codePoints()
                .forEach(c -> out.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c))));
        return Pattern.compile(out.toString());
    }

    private static boolean mustExist(Spec spec) {
        return !spec.has("must_exist") || spec.flag("must_exist");
    }

    private static int maxSize(Spec spec) {
        return spec.count("max_size", Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    private static List<String> types(Spec spec) {
        return spec.has("mime") ? spec.texts("mime", MOST_TYPES, 100) : List.of();
    }
}
