package heddle.contracts;

/** What a tenant's plan includes, for the modules that hold it to that. */
public interface PlanLimits {
    /** Sockets and event streams open at a time on one node; negative for no limit. */
    long realtimeConnections(String tenantId);

    /** Objects that may be kept, live and trashed; negative for no limit. */
    long objects(String tenantId);

    /** The door of a module that is not there: everything without limit. */
    static PlanLimits none() {
        return new PlanLimits() {
            @Override
            public long realtimeConnections(String tenantId) {
                return -1;
            }

            @Override
            public long objects(String tenantId) {
                return -1;
            }
        };
    }
}
