package org.dpmodel.cli.report;

import static org.dpmodel.cli.report.Html.attribute;

import java.util.Locale;

/** The shape of a line's points, so that lines can be distinguished without colours. */
enum Marker {
    CIRCLE("m%s %sm-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0"),
    SQUARE("m%s %sm-3 -3h6v6h-6z"),
    DIAMOND("m%s %sm0 -4l4 4l-4 4l-4 -4z"),
    TRIANGLE("m%s %sm0 -4l4 7h-8z");

    private final String path;

    Marker(String path) {
        this.path = path;
    }

    static Marker of(int style) {
        return values()[style % values().length];
    }

    Html at(double x, double y) {
        return Html.element(
                "path",
                attribute("class", "marker"),
                attribute(
                        "d",
                        String.format(
                                Locale.ROOT,
                                path,
                                String.format(Locale.ROOT, "%.1f", x),
                                String.format(Locale.ROOT, "%.1f", y))));
    }
}
