package heddle.market.web;

import java.util.List;

/** What a page says where something is not there or did not work. */
public record RefusalPage(Frame frame, String title, List<String> reasons) {
    public RefusalPage {
        reasons = List.copyOf(reasons);
    }
}
