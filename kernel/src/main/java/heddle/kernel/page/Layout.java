package heddle.kernel.page;

import gg.jte.Content;

/** What the layout is filled with. */
public record Layout(String title, Content body) {}
