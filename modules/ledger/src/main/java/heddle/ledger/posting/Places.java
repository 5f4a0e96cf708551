package heddle.ledger.posting;

import heddle.contracts.Ledger.Move;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Transfers as the columns that {@code ledger.post} takes: accounts stand once, and moves name them by their place. */
final class Places {
    private record Account(String path, String asset) {}

    private final Map<Account, Integer> places = new HashMap<>();
    private final List<String> paths = new ArrayList<>();
    private final List<String> assets = new ArrayList<>();
    private final int[] first;
    private final int[] from;
    private final int[] to;
    private final long[] amounts;

    Places(List<Draft> drafts) {
        int moves = drafts.stream().mapToInt(d -> d.transfer().moves().size()).sum();
        first = new int[drafts.size() + 1];
        from = new int[moves];
        to = new int[moves];
        amounts = new long[moves];
        int at = 0;
        for (int i = 0; i < drafts.size(); i++) {
            first[i] = at + 1;
            for (Move move : drafts.get(i).transfer().moves()) {
                from[at] = place(move.from(), move.asset());
                to[at] = place(move.to(), move.asset());
                amounts[at] = move.amount();
                at++;
            }
        }
        first[drafts.size()] = at + 1;
    }

    private int place(String path, String asset) {
        return places.computeIfAbsent(new Account(path, asset), a -> {
            paths.add(path);
            assets.add(asset);
            return paths.size();
        });
    }

    String path(int place) {
        return paths.get(place - 1);
    }

    String[] paths() {
        return paths.toArray(new String[0]);
    }

    String[] assets() {
        return assets.toArray(new String[0]);
    }

    /** Where each transfer's moves begin, counted from 1, and one past the end. */
    int[] first() {
        return first;
    }

    int[] from() {
        return from;
    }

    int[] to() {
        return to;
    }

    long[] amounts() {
        return amounts;
    }
}
