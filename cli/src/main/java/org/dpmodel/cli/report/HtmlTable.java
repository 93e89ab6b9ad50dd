package org.dpmodel.cli.report;

import static org.dpmodel.cli.report.Html.attribute;
import static org.dpmodel.cli.report.Html.element;
import static org.dpmodel.cli.report.Html.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table whose first column names the rows. Mutable while it is filled. */
final class HtmlTable {
    private final String caption;
    private final List<String> columns;
    private final List<Html> rows = new ArrayList<>();

    /**
     * Begins a table.
     *
     * @param caption what it shows; may be empty
     * @param columns names of the columns; none for a table of names and values
     */
    HtmlTable(String caption, String... columns) {
        this.caption = caption;
        this.columns = List.of(columns);
    }

    void row(String name, String... values) {
        row(name, Arrays.stream(values).map(this::value).toArray(Html[]::new));
    }

    /** A number or another single word is kept on one line; in a table of names and values it may be a long address. */
    private Html value(String value) {
        return value.indexOf(' ') < 0 && !columns.isEmpty()
                ? element("span", attribute("class", "word"), text(value))
                : text(value);
    }

    void row(String name, Html... values) {
        List<HtmlPart> cells = new ArrayList<>();
        cells.add(element("th", attribute("scope", "row"), text(name)));
        for (Html value : values) {
            cells.add(element("td", value));
        }
        rows.add(element("tr", cells.toArray(HtmlPart[]::new)));
    }

    /** The table, in a box that scrolls if the page is narrow. */
    Html html() {
        List<HtmlPart> parts = new ArrayList<>();
        if (!caption.isEmpty()) {
            parts.add(element("caption", caption));
        }
        if (!columns.isEmpty()) {
            Html[] names = columns.stream()
                    .map(name -> element("th", attribute("scope", "col"), text(name)))
                    .toArray(Html[]::new);
            parts.add(element("thead", element("tr", names)));
        }
        parts.add(element("tbody", Html.all(rows)));
        return element(
                "div",
                attribute("class", columns.isEmpty() ? "table facts" : "table"),
                attribute("tabindex", "0"),
                attribute("role", "group"),
                attribute("aria-label", caption.isEmpty() ? "table" : caption),
                element("table", parts.toArray(HtmlPart[]::new)));
    }
}
