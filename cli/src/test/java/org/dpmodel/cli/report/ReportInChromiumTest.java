package org.dpmodel.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dpmodel.cli.Execution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real Chromium opens reports: nothing on the console, nothing asked of a network, charts drawn, light and dark, narrow and on
 * paper. {@code -Ddpmodel.screenshots=FOLDER} keeps pictures to look at, {@code -Ddpmodel.chromium=FILE} names the program.
 */
@Tag("slow")
class ReportInChromiumTest {
    /** Contrast that WCAG 2.1 asks of text. */
    private static final double READABLE = 4.5;

    /** The smallest contrast of any text on its ground, and the text. */
    private static final String WORST_CONTRAST = """
            (function () {
              function rgb(c) { var m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? m.concat(1) : m; }
              function light(c) { return [0.2126, 0.7152, 0.0722].reduce(function (s, w, i) {
                var v = c[i] / 255; return s + w * (v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4)); }, 0); }
              function ground(e) { var c = rgb(getComputedStyle(e).backgroundColor);
                if (c[3] === 1) return c;
                var below = e.parentElement ? ground(e.parentElement) : [255, 255, 255, 1];
                return c.slice(0, 3).map(function (v, i) { return v * c[3] + below[i] * (1 - c[3]); }).concat(1); }
              var worst = [99, ''];
              document.querySelectorAll('body *').forEach(function (e) {
                var words = Array.from(e.childNodes).filter(function (n) { return n.nodeType === 3 && n.data.trim(); });
                if (!words.length || e.closest('script, svg title, [hidden]')) return;
                var s = getComputedStyle(e), a = light(rgb(e instanceof SVGElement ? s.fill : s.color)), b = light(ground(e));
                var c = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (c < worst[0]) worst = [c, words[0].data]; });
              return worst;
            })()""";

    @TempDir
    Path folder;

    @Test
    void pagesAreDrawnAsTheyShould() throws IOException, InterruptedException {
        Optional<Path> program = Chromium.program();
        if (program.isEmpty()) {
            System.err.println(
                    "SKIPPED: Chromium opens the reports; apt-get install chromium, or pass -Ddpmodel.chromium=FILE");
            return;
        }
        Path first = folder.resolve("first <i>&'");
        Path second = folder.resolve("second");
        TrainedRuns.train(first, "--record-sensitive", "--clipping", "adaptive");
        TrainedRuns.train(second, "--noise-multiplier", "3");
        Path one = folder.resolve("one.html");
        Path both = folder.resolve("both.html");
        Execution.of(
                        "report",
                        first.toString(),
                        "-o",
                        one.toString(),
                        "--show-sensitive",
                        "--data",
                        "synthetic",
                        "--test-examples",
                        "200")
                .succeeds();
        Execution.of("report", first.toString(), second.toString(), "-o", both.toString())
                .succeeds();
        try (Chromium chromium = Chromium.start(program.get(), folder.resolve("profile"))) {
            look(chromium, one, 8, 1);
            look(chromium, both, 5, 2);
            assertEquals(List.of(), chromium.complaints());
        }
    }

    private void look(Chromium chromium, Path page, int charts, int sheets) throws IOException, InterruptedException {
        chromium.show(1200, false);
        chromium.open(page);
        assertEquals(
                charts,
                chromium.evaluate("document.querySelectorAll('.chart > svg').length")
                        .intValue());
        String drawn = "Array.from(document.querySelectorAll('.chart > svg .line')).filter(function (line) {"
                + " return line.getTotalLength() > 5 && line.getBoundingClientRect().width > 5; }).length";
        int lines = chromium.evaluate("document.querySelectorAll('.chart > svg .line').length")
                .intValue();
        assertTrue(lines >= charts);
        assertEquals(lines, chromium.evaluate(drawn).intValue(), "lines that are drawn");
        String pictures = "Array.from(document.images).filter(function (i) { return i.naturalWidth === 0; }).length";
        assertEquals(0, chromium.evaluate(pictures).intValue(), "pictures that are not shown");
        String light = looksRight(chromium, page, "light");
        chromium.show(1200, true);
        String dark = looksRight(chromium, page, "dark");
        assertNotEquals(light, dark);
        chromium.evaluate("document.getElementById('theme').click()");
        assertEquals(light, ground(chromium), "the button changes dark to light");
        chromium.evaluate("document.getElementById('theme').click()");
        assertEquals(dark, ground(chromium));
        chromium.show(375, false);
        assertEquals(
                375, chromium.evaluate("document.documentElement.scrollWidth").intValue(), "it fits a phone");
        keep(page, "narrow.png", chromium.screenshot());
        printed(chromium, page, sheets);
    }

    private static String ground(Chromium chromium) throws IOException, InterruptedException {
        return chromium.evaluate("getComputedStyle(document.body).backgroundColor")
                .asText();
    }

    private String looksRight(Chromium chromium, Path page, String theme) throws IOException, InterruptedException {
        var worst = chromium.evaluate(WORST_CONTRAST);
        assertTrue(worst.get(0).doubleValue() >= READABLE, theme + ": " + worst);
        keep(page, theme + ".png", chromium.screenshot());
        return ground(chromium);
    }

    /** Each sheet alone has one page, whatever stands before it. */
    private void printed(Chromium chromium, Path page, int sheets) throws IOException, InterruptedException {
        byte[] whole = chromium.pdf();
        keep(page, "print.pdf", whole);
        assertTrue(pages(whole) > sheets, "pages: " + pages(whole));
        for (int sheet = 0; sheet < sheets; sheet++) {
            String shown = "document.querySelectorAll('.sheet')[" + sheet + "].classList";
            chromium.evaluate("document.body.classList.add('one-sheet'); " + shown + ".add('printed')");
            byte[] pdf = chromium.pdf();
            keep(page, "sheet" + sheet + ".pdf", pdf);
            assertEquals(1, pages(pdf), "pages of a sheet");
            chromium.evaluate(shown + ".remove('printed')");
        }
    }

    private static long pages(byte[] pdf) {
        String text = new String(pdf, StandardCharsets.ISO_8859_1);
        return text.split("/Type\\s*/Page\\b(?!s)", -1).length - 1L;
    }

    private static void keep(Path page, String name, byte[] content) throws IOException {
        String to = System.getProperty("dpmodel.screenshots");
        if (to != null) {
            Path folder = Files.createDirectories(Path.of(to));
            Files.write(folder.resolve(page.getFileName().toString().replace(".html", "-") + name), content);
        }
    }
}
