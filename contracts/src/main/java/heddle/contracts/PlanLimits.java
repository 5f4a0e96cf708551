package heddle.contracts;

/** What a tenant's plan includes, for the modules that hold it to that. */
public interface PlanLimits {
    /** Sockets and event streams open at a time on one node; negative for no limit. */
    long realtimeConnections(String tenantId);
}
