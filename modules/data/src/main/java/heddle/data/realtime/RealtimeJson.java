package heddle.data.realtime;

import java.util.Map;

/** Wire records of realtime. */
final class RealtimeJson {
    private RealtimeJson() {}

    /**
     * What is open on the node that answers.
     *
     * @param channels subscriptions by channel
     */
    record Stats(int totalConnections, Map<String, Integer> channels, int channelCount) {}
}
