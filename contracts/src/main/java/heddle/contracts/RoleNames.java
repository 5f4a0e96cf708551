package heddle.contracts;

/** Tells which role names a tenant knows. */
@FunctionalInterface
public interface RoleNames {
    boolean exists(String tenantId, String name);
}
