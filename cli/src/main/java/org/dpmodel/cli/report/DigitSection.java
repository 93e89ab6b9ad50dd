package org.dpmodel.cli.report;

import static org.dpmodel.cli.report.Html.attribute;
import static org.dpmodel.cli.report.Html.element;
import static org.dpmodel.cli.report.Html.single;
import static org.dpmodel.cli.report.Html.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which digits a model confuses, and pictures of some that it misreads. */
final class DigitSection {
    private DigitSection() {}

    static Html of(DigitTest test) {
        return element(
                "div",
                element("h3", "Correctly and incorrectly classified digits"),
                element(
                        "p",
                        String.format(
                                Locale.ROOT,
                                "%s: %,d of %,d digits are classified correctly, accuracy %s%s. The worst digit is "
                                        + "%d: %s of those are correct. Test digits are assumed to be public; "
                                        + "results on them are shown without noise.",
                                test.dataset(),
                                test.correct(),
                                test.examples(),
                                Numbers.fraction(test.accuracy()),
                                test.undecided() == 0
                                        ? ""
                                        : String.format(
                                                Locale.ROOT,
                                                ", %,d with an output that is not a number",
                                                test.undecided()),
                                test.worst(),
                                Numbers.fraction(test.recall(test.worst())))),
                matrix(test),
                test.misread().isEmpty() ? Html.NOTHING : pictures(test));
    }

    private static Html matrix(DigitTest test) {
        String[] columns = new String[test.counts().length + 1];
        columns[0] = "is \\ read as";
        for (int digit = 0; digit < test.counts().length; digit++) {
            columns[digit + 1] = String.valueOf(digit);
        }
        HtmlTable table = new HtmlTable("Confusion matrix: a row for each true digit", columns);
        for (int row = 0; row < test.counts().length; row++) {
            Html[] cells = new Html[test.counts().length];
            long largest = Math.max(1, largestMistake(test, row));
            for (int column = 0; column < cells.length; column++) {
                cells[column] = cell(test.counts()[row][column], row == column, largest);
            }
            table.row(String.valueOf(row), cells);
        }
        return element("div", attribute("class", "matrix"), table.html());
    }

    private static long largestMistake(DigitTest test, int row) {
        long largest = 0;
        for (int column = 0; column < test.counts().length; column++) {
            largest = column == row ? largest : Math.max(largest, test.counts()[row][column]);
        }
        return largest;
    }

    /** A number, on a background that is darker the more often a digit is taken for this one. */
    private static Html cell(long count, boolean right, long largest) {
        return element(
                "span",
                attribute("class", right ? "right" : count == 0 ? "none" : "wrong"),
                attribute("style", String.format(Locale.ROOT, "--share:%.2f", right ? 1 : (double) count / largest)),
                text(Numbers.grouped(count)));
    }

    private static Html pictures(DigitTest test) {
        List<Html> items = new ArrayList<>();
        for (DigitTest.Misread one : test.misread()) {
            String words = one.meant() + " read as " + one.read();
            items.add(element(
                    "li",
                    single(
                            "img",
                            attribute("src", DigitPicture.address(one.pixels())),
                            attribute("alt", "test digit " + one.index() + ", a " + words),
                            attribute("width", "56"),
                            attribute("height", "56")),
                    element("span", words),
                    element("small", String.format(Locale.ROOT, "%.0f %% sure", 100 * one.certainty()))));
        }
        return element(
                "div",
                element("h4", "Misclassified digits, most confident mistakes first"),
                element("ul", attribute("class", "digits"), Html.all(items)));
    }
}
