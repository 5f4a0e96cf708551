package heddle.market.web;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.kernel.http.Routes;

/**
 * Declares pages and what their forms do. Every route is public, because the {@link Gate} before it answers on a page to
 * whoever may not come in.
 */
final class PageRoutes {
    static final String GROUP = "Pages";
    private static final String HTML = "text/html";

    private final Routes routes;

    PageRoutes(Routes routes) {
        this.routes = routes;
    }

    Routes.Declaration page(String path, String summary) {
        return routes.get(path, PUBLIC).group(GROUP).summary(summary).produces(HTML);
    }

    /** What a form of a page does when it is sent. */
    Routes.Declaration form(String path, String summary) {
        return routes.post(path, PUBLIC)
                .group(GROUP)
                .summary(summary)
                .takesTree()
                .consumes(Form.TYPE)
                .produces(HTML)
                .setsCookies();
    }
}
