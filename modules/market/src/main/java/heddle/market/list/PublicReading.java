package heddle.market.list;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Permission;
import heddle.kernel.access.Realm;
import heddle.kernel.http.Request;

/**
 * Who may read the board, its numbers and the directory.
 *
 * @param open whether anybody may, or only those of the platform
 */
public record PublicReading(boolean open) {
    public Permission permission() {
        return open ? Permission.PUBLIC : Permission.MARKET_READ;
    }

    /** Whoever asks, in the platform's realm: nobody in particular where anybody may. */
    public Caller caller(Request in) {
        return open ? in.caller().in(Realm.PLATFORM) : in.caller();
    }
}
