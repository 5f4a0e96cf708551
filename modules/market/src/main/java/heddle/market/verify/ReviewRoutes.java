package heddle.market.verify;

import static heddle.kernel.access.Permission.PLATFORM_ADMIN;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;

/** The review queue of administrators and operators. */
final class ReviewRoutes {
    private final Reviews reviews;

    ReviewRoutes(Reviews reviews) {
        this.reviews = reviews;
    }

    void declare(Routes routes) {
        routes.get("/api/admin/reviews", PLATFORM_ADMIN)
                .group("admin")
                .summary("List submissions that a person has to decide")
                .query("limit", "integer", "1 to 100, 50 by default")
                .givesList(ReviewJson.View.class)
                .to("Reviews.list", in -> Reply.ok(reviews.list(in.limit(50, 100))));
        routes.post("/api/admin/reviews/{id}", PLATFORM_ADMIN)
                .group("admin")
                .summary("Decide a submission")
                .takes(ReviewJson.Decision.class)
                .gives(200, ReviewJson.Decided.class)
                .to("Reviews.decide", this::decide);
    }

    private Reply decide(Request in) {
        Caller caller = in.caller();
        Caller within = caller.tenantId().equals(Realm.PLATFORM) ? caller : caller.in(Realm.PLATFORM);
        return Reply.ok(reviews.decide(within, in.path("id"), in.body(ReviewJson.Decision.class)));
    }
}
