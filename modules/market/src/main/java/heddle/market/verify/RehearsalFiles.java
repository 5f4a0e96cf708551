package heddle.market.verify;

import heddle.kernel.db.Tx;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.market.verify.Delivery.Attached;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The files of a rehearsal: uploads of whoever rehearses, by their ids, and files that are only told of. What is in a file is
 * looked at in uploads alone; else the digest of somebody else's file would be enough to read it.
 */
final class RehearsalFiles {
    private static final int MOST = 20;
    private static final String FIELD = "attachments";

    private final List<Attached> wanted;

    private RehearsalFiles(List<Attached> wanted) {
        this.wanted = wanted;
    }

    /** Ids of uploads, objects with an {@code id}, or objects with {@code name} and {@code sha256}. */
    static RehearsalFiles read(@Nullable JsonNode list, List<Fault> faults) {
        List<Attached> out = new ArrayList<>();
        if (list == null || list.isNull()) {
            return new RehearsalFiles(out);
        }
        for (JsonNode file : list) {
            out.add(
                    file.isString()
                            ? new Attached(file.stringValue(), "", 0, "", "")
                            : new Attached(
                                    file.path("id").asString(""),
                                    file.path("name").asString(""),
                                    file.path("size").asLong(0),
                                    file.path("content_type").asString(""),
                                    file.path("sha256").asString("")));
        }
        boolean told = out.stream().allMatch(f -> f.isUpload() || f.sha256().matches("(?i)[0-9a-f]{64}"));
        if (!list.isArray() || out.size() > MOST || !told) {
            faults.add(new Fault(
                    FIELD,
                    "invalid_type",
                    "attachments is a list of at most " + MOST + " ids of uploads or objects with name and sha256"));
        }
        return new RehearsalFiles(out);
    }

    boolean isEmpty() {
        return wanted.isEmpty();
    }

    /** @throws Problem 400 naming every upload that the account has not */
    List<Attached> found(Tx tx, DeliveredFiles files, String account) {
        List<Fault> faults = new ArrayList<>();
        List<Attached> out = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Attached file = wanted.get(i);
            Optional<Attached> found = file.isUpload() ? files.find(tx, account, file.id()) : Optional.of(file);
            if (found.isEmpty()) {
                faults.add(new Fault(FIELD + "[" + i + "]", "not_found", "You have no upload " + file.id()));
            }
            found.ifPresent(out::add);
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return out;
    }
}
