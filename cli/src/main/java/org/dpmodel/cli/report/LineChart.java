package org.dpmodel.cli.report;

import static org.dpmodel.cli.report.Html.attribute;
import static org.dpmodel.cli.report.Html.element;
import static org.dpmodel.cli.report.Html.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A line chart, as SVG in the colours of the page, with a title, a legend and a table of the same numbers for readers
 * who cannot see them. Points that are not finite are omitted from the picture, but not from the table.
 *
 * @param title what is shown
 * @param note a sentence below the title; may be empty
 * @param xTitle the title of the horizontal axis
 * @param yTitle the title of the vertical axis
 * @param fromZero whether the vertical axis begins at 0, as for spent privacy
 * @param series the lines
 */
record LineChart(
        String title, String note, String xTitle, String yTitle, boolean fromZero, List<LineChart.Series> series) {
    /** The number of colours, dashes and shapes in the style sheet; further lines start over. */
    private static final int STYLES = 8;

    private static final int WIDTH = 420;
    private static final int HEIGHT = 270;
    private static final int LEFT = 58;
    private static final int RIGHT = 24;
    private static final int TOP = 12;
    private static final int BOTTOM = 46;
    private static final int MARKED_POINTS = 40;
    private static final double LARGEST = 1e300;

    LineChart {
        series = List.copyOf(series);
    }

    /**
     * A line.
     *
     * @param name what it is
     * @param style counted from 0; lines of the same run have the same style in all charts
     * @param points from left to right
     */
    record Series(String name, int style, List<Point> points) {
        Series {
            points = List.copyOf(points);
        }
    }

    /** A point. */
    record Point(double x, double y) {
        /** Whether it can be drawn: differences of much larger numbers would be infinite. */
        boolean isFinite() {
            return Math.abs(x) < LARGEST && Math.abs(y) < LARGEST;
        }
    }

    /** Whether there is anything to draw. */
    boolean isEmpty() {
        return series.stream().flatMap(line -> line.points().stream()).noneMatch(Point::isFinite);
    }

    Html figure(String id) {
        List<HtmlPart> parts = new ArrayList<>();
        parts.add(attribute("class", "chart"));
        parts.add(element("figcaption", element("strong", title), text(note.isEmpty() ? "" : " " + note)));
        if (series.size() > 1) {
            parts.add(legend());
        }
        parts.add(isEmpty() ? element("p", attribute("class", "empty"), text("Nothing to draw.")) : svg(id));
        parts.add(table());
        return element("figure", parts.toArray(HtmlPart[]::new));
    }

    private Html legend() {
        List<HtmlPart> items = new ArrayList<>(List.of(attribute("class", "legend")));
        for (Series line : series) {
            Html swatch = element(
                    "svg",
                    attribute("viewBox", "0 0 28 12"),
                    attribute("aria-hidden", "true"),
                    attribute("class", style(line)),
                    element("path", attribute("class", "line"), attribute("d", "M1 6H27")),
                    Marker.of(line.style() % STYLES).at(14, 6));
            items.add(element("li", swatch, text(line.name())));
        }
        return element("ul", items.toArray(HtmlPart[]::new));
    }

    private static String style(Series line) {
        return "s" + line.style() % STYLES;
    }

    private Html svg(String id) {
        Ticks across = ticks(Point::x, false);
        Ticks up = ticks(Point::y, fromZero);
        List<HtmlPart> parts = new ArrayList<>(List.of(
                attribute("viewBox", "0 0 " + WIDTH + " " + HEIGHT),
                attribute("role", "img"),
                attribute("aria-labelledby", id),
                element("title", attribute("id", id), text(title + ": " + yTitle + " over " + xTitle))));
        parts.add(axes(across, up));
        for (Series line : series) {
            parts.add(line(line, across, up));
        }
        return element("svg", parts.toArray(HtmlPart[]::new));
    }

    private Ticks ticks(ToDoubleFunction<Point> coordinate, boolean zero) {
        double smallest = zero ? 0 : Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (Series line : series) {
            for (Point point : line.points()) {
                if (point.isFinite()) {
                    smallest = Math.min(smallest, coordinate.applyAsDouble(point));
                    largest = Math.max(largest, coordinate.applyAsDouble(point));
                }
            }
        }
        // an axis that nearly begins at 0 is made to begin there
        return Ticks.around(smallest > 0 && smallest < 0.6 * largest ? 0 : smallest, largest);
    }

    private Html axes(Ticks across, Ticks up) {
        List<HtmlPart> parts = new ArrayList<>(List.of(attribute("class", "axes"), attribute("aria-hidden", "true")));
        for (double value : across.values()) {
            double x = x(value, across);
            parts.add(element("path", attribute("d", path("M%s %sV%s", x, TOP, HEIGHT - BOTTOM))));
            parts.add(label(x, HEIGHT - BOTTOM + 18, "middle", across.label(value)));
        }
        for (double value : up.values()) {
            double y = y(value, up);
            parts.add(element("path", attribute("d", path("M%s %sH%s", LEFT, y, WIDTH - RIGHT))));
            parts.add(label(LEFT - 6, y + 4, "end", up.label(value)));
        }
        parts.add(label((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", xTitle));
        parts.add(element(
                "text",
                attribute("transform", path("translate(13 %s) rotate(-90)", (TOP + HEIGHT - BOTTOM) / 2.0)),
                attribute("text-anchor", "middle"),
                text(yTitle)));
        return element("g", parts.toArray(HtmlPart[]::new));
    }

    private static Html label(double x, double y, String anchor, String label) {
        return element(
                "text",
                attribute("x", number(x)),
                attribute("y", number(y)),
                attribute("text-anchor", anchor),
                text(label));
    }

    private Html line(Series line, Ticks across, Ticks up) {
        List<Point> drawn = line.points().stream().filter(Point::isFinite).toList();
        StringBuilder path = new StringBuilder();
        List<HtmlPart> parts = new ArrayList<>(List.of(attribute("class", style(line))));
        int every = 1 + drawn.size() / MARKED_POINTS;
        for (int i = 0; i < drawn.size(); i++) {
            double x = x(drawn.get(i).x(), across);
            double y = y(drawn.get(i).y(), up);
            path.append(i == 0 ? "M" : "L").append(number(x)).append(' ').append(number(y));
            if (i % every == 0 || i == drawn.size() - 1) {
                parts.add(element(
                        "g",
                        element("title", pointTitle(line, drawn.get(i))),
                        Marker.of(line.style() % STYLES).at(x, y)));
            }
        }
        parts.add(1, element("path", attribute("class", "line"), attribute("d", path.toString())));
        return element("g", parts.toArray(HtmlPart[]::new));
    }

    private String pointTitle(Series line, Point point) {
        return line.name() + ": " + yTitle + " " + Numbers.digits(point.y()) + " at " + xTitle + " "
                + Numbers.digits(point.x());
    }

    private static double x(double value, Ticks ticks) {
        return LEFT + (value - ticks.first()) / (ticks.last() - ticks.first()) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double value, Ticks ticks) {
        return HEIGHT - BOTTOM - (value - ticks.first()) / (ticks.last() - ticks.first()) * (HEIGHT - TOP - BOTTOM);
    }

    private static String path(String format, double... numbers) {
        Object[] texts = new Object[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            texts[i] = number(numbers[i]);
        }
        return String.format(Locale.ROOT, format, texts);
    }

    private static String number(double coordinate) {
        return String.format(Locale.ROOT, "%.1f", coordinate);
    }

    private Html table() {
        HtmlTable table = new HtmlTable("", "run", xTitle, yTitle);
        for (Series line : series) {
            for (Point point : line.points()) {
                table.row(line.name(), Numbers.digits(point.x()), Numbers.digits(point.y()));
            }
        }
        return element("details", element("summary", "Numbers"), table.html());
    }
}
