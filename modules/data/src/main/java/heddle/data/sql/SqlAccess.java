package heddle.data.sql;

/**
 * How a tenant's SQL gets to the database.
 *
 * @param role the login; the schema of its views has the same name
 * @param password sealed
 * @param stale whether the views are older than the tenant's definitions
 */
record SqlAccess(String tenantId, String role, String password, boolean stale) {
    /** What passwords of roles are sealed for. */
    static final String PURPOSE = "data.sql_access";
}
