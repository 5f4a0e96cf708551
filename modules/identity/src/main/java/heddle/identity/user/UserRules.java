package heddle.identity.user;

import heddle.identity.account.Addresses;
import heddle.identity.password.PasswordRules;
import heddle.identity.settings.Settings;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Checks what administrators write into accounts. */
public final class UserRules {
    private static final int MAX_METADATA = 16_384;

    record Checked(
            @Nullable String email,
            @Nullable String phone,
            @Nullable String password) {}

    private final Settings settings;

    public UserRules(Settings settings) {
        this.settings = settings;
    }

    Checked create(String tenantId, UserJson.Create wanted) {
        List<Fault> faults = new ArrayList<>();
        if (wanted.email() == null && wanted.phone() == null) {
            faults.add(new Fault("email", "required", "Send email or phone"));
        }
        metadata(wanted.userMetadata(), "user_metadata", faults);
        metadata(wanted.appMetadata(), "app_metadata", faults);
        return checked(tenantId, wanted.email(), wanted.phone(), wanted.password(), faults);
    }

    Checked update(String tenantId, UserJson.Update change) {
        List<Fault> faults = new ArrayList<>();
        metadata(change.userMetadata(), "user_metadata", faults);
        metadata(change.appMetadata(), "app_metadata", faults);
        return checked(tenantId, change.email().value(), change.phone().value(), change.password(), faults);
    }

    private Checked checked(
            String tenantId,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String password,
            List<Fault> faults) {
        String address = email == null ? null : Addresses.email(email).orElse(null);
        if (email != null && address == null) {
            faults.add(new Fault("email", "invalid_format", "Send an e-mail address"));
        }
        String number = phone == null ? null : Addresses.phone(phone).orElse(null);
        if (phone != null && number == null) {
            faults.add(new Fault("phone", "invalid_format", "Send a number such as +15551234567"));
        }
        if (password != null) {
            faults.addAll(PasswordRules.faults(settings.rules(tenantId).password(), "password", password, address));
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return new Checked(address, number, password);
    }

    private static void metadata(@Nullable ObjectNode metadata, String field, List<Fault> faults) {
        if (metadata != null && metadata.toString().length() > MAX_METADATA) {
            faults.add(new Fault(field, "too_long", "Send at most " + MAX_METADATA + " characters"));
        }
    }
}
