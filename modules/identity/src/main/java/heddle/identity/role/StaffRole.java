package heddle.identity.role;

import java.util.Set;

/** The four roles of the Hub's staff, the highest first. */
public enum StaffRole {
    OWNER,
    ADMIN,
    MANAGER,
    SUPPORT;

    private static final Set<String> OWNERS = Set.of("hub:staff.read", "hub:staff.invite", "hub:staff.manage");
    private static final Set<String> ADMINS = Set.of("hub:staff.read", "hub:staff.invite");

    public Set<String> permissions() {
        return switch (this) {
            case OWNER -> OWNERS;
            case ADMIN -> ADMINS;
            case MANAGER, SUPPORT -> Set.of();
        };
    }

    /** Whether somebody in this role may give or take the other: an owner any, the others what is below their own. */
    public boolean rules(StaffRole other) {
        return this == OWNER || compareTo(other) < 0;
    }
}
