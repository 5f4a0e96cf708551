package heddle.data.sql;

import heddle.kernel.config.Sensitive;

/** What a session of a tenant logs in with; {@code role} is also the schema of its views. */
record Login(String tenantId, String role, Sensitive password) {
    Login(String tenantId, String role, String password) {
        this(tenantId, role, new Sensitive(password));
    }
}
