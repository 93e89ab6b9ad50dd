package org.dpmodel.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dpmodel.cli.report.LineChart.Point;
import org.dpmodel.cli.report.LineChart.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That points lie where their numbers say, and that text stays text. */
class LineChartTest {
    @ParameterizedTest
    @CsvSource({
        "0, 120, 0;50;100;150",
        "0.62, 0.79, 0.60;0.65;0.70;0.75;0.80",
        "0, 0, 0.0;0.2",
        "5, 5, 5;6",
        "-3, 7, -4;-2;0;2;4;6;8",
        "0, 1e6, '0;200,000;400,000;600,000;800,000;1,000,000'",
        "1, 1.00001, 1.000000;1.000005;1.000010"
    })
    void ticksAreRoundNumbersAroundTheData(double smallest, double largest, String labels) {
        Ticks ticks = Ticks.around(smallest, largest);
        List<String> found = ticks.values().stream().map(ticks::label).toList();
        List<String> wanted = List.of(labels.split(";"));
        assertEquals(wanted, found.subList(0, Math.min(found.size(), wanted.size())));
        assertTrue(ticks.first() <= smallest && ticks.last() >= largest * (1 - 1e-12), found.toString());
        assertTrue(ticks.values().size() >= 2 && ticks.values().size() <= 8, found.toString());
    }

    @Test
    void pointsLieWhereTheirNumbersSay() {
        LineChart chart = new LineChart(
                "t",
                "",
                "x",
                "y",
                false,
                List.of(new Series("a", 0, List.of(new Point(0, 0), new Point(5, 10), new Point(10, 5)))));
        Matcher path = Pattern.compile(
                        "class=\"line\" d=\"M([\\d.]+) ([\\d.]+)L([\\d.]+) ([\\d.]+)L([\\d.]+) ([\\d.]+)\"")
                .matcher(chart.figure("id").toString());
        assertTrue(path.find());
        double[] at = Stream.of(1, 2, 3, 4, 5, 6)
                .mapToDouble(group -> Double.parseDouble(path.group(group)))
                .toArray();
        assertEquals((at[0] + at[4]) / 2, at[2], 0.11, "5 is in the middle of 0 and 10");
        assertEquals((at[1] + at[3]) / 2, at[5], 0.11);
        assertTrue(at[3] < at[5] && at[5] < at[1], "up is more");
    }

    @Test
    void whatIsNotFiniteIsInTheTableAlone() {
        LineChart chart = new LineChart(
                "t",
                "",
                "x",
                "y",
                false,
                List.of(new Series("a", 0, List.of(new Point(1, Double.POSITIVE_INFINITY), new Point(2, Double.NaN)))));
        String html = chart.figure("id").toString();
        assertTrue(
                html.contains("Nothing to draw.") && html.contains("infinity") && html.contains("not a number"), html);
        assertFalse(html.contains("NaN"), html);
        assertTrue(new LineChart("t", "", "x", "y", true, List.of()).isEmpty());
    }

    @Test
    void absurdNumbersAreDrawnToo() {
        for (double largest : new double[] {1e-290, 1e20, 1e299, 1e20 + 16384}) {
            List<Point> points = List.of(new Point(1, largest), new Point(2, Math.nextUp(largest)), new Point(3, 0));
            LineChart chart = new LineChart("t", "", "x", "y", true, List.of(new Series("a", 0, points)));
            assertTrue(chart.figure("id").toString().contains("class=\"line\""), "at " + largest);
        }
        Ticks ticks = Ticks.around(1e20, Math.nextUp(1e20));
        assertTrue(ticks.last() > ticks.first(), ticks.toString());
        assertTrue(new LineChart("t", "", "x", "y", true, List.of(new Series("a", 0, List.of(new Point(1, 1e308)))))
                .isEmpty());
    }

    @Test
    void labelsAreEscapedEverywhere() {
        String name = "</title><script>alert('1')</script>";
        Series line = new Series(name, 0, List.of(new Point(1, 2)));
        LineChart chart = new LineChart(name, name, name, name, false, List.of(line, line));
        String html = chart.figure("id").toString();
        assertFalse(html.contains("<script"), html);
        assertTrue(html.contains("&lt;script&gt;alert(&#39;1&#39;)"), html);
        assertEquals(
                "<a href=\"&quot;&gt;&#39;&amp;\"></a>",
                Html.element("a", Html.attribute("href", "\">'&")).toString());
        assertEquals(
                "<img alt=\"b\">",
                Html.single("img", Html.attribute("alt", "b")).toString());
    }

    @Test
    void picturesHoldTheirPixels() throws IOException {
        String address = DigitPicture.address(new float[] {-1, 0, 1, 1});
        byte[] png = Base64.getDecoder().decode(address.replace("data:image/png;base64,", ""));
        var raster = ImageIO.read(new ByteArrayInputStream(png)).getRaster();
        assertEquals(0, raster.getSample(0, 0, 0));
        assertEquals(128, raster.getSample(1, 0, 0));
        assertEquals(255, raster.getSample(0, 1, 0));
    }
}
