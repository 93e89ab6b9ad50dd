package org.dpmodel.cli.benchmark;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.dpmodel.checkpoint.AtomicFile;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws a step benchmark as a bar chart: a panel for each network, two bars for each engine and step. */
final class BenchmarkPlot {
    /** Width in pixels. */
    static final int WIDTH = 1100;

    /** Height of a network's panel in pixels. */
    static final int PANEL_HEIGHT = 460;

    private static final List<Color> COLORS = List.of(
            new Color(0x1f4e79), new Color(0xb85c00), new Color(0x2e6b34), new Color(0x6a3d8f), new Color(0x8c2d2d));

    /** How much lighter the bar of the median is than that of the minimum. */
    private static final double LIGHTER = 0.5;

    private BenchmarkPlot() {}

    /** Refuses file names that do not end in PNG's extension. */
    static void check(Path file) {
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new IllegalArgumentException("--plot must name a .png file, found " + file);
        }
    }

    static void write(StepBenchmark benchmark, Path file) throws IOException {
        List<BenchmarkedNetwork> networks = benchmark.networks();
        BufferedImage image = new BufferedImage(WIDTH, PANEL_HEIGHT * networks.size(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            for (BenchmarkedNetwork network : networks) {
                panel(benchmark, network).paint(graphics, WIDTH, PANEL_HEIGHT);
                graphics.translate(0, PANEL_HEIGHT);
            }
        } finally {
            graphics.dispose();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        AtomicFile.write(file, bytes.toByteArray());
    }

    private static CategoryChart panel(StepBenchmark benchmark, BenchmarkedNetwork network) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(PANEL_HEIGHT)
                .title(String.format(
                        Locale.ROOT,
                        "%s, batch %d, %d threads: time of a step (%d runs)",
                        network.description(),
                        benchmark.of(network).get(0).batchSize(),
                        benchmark.threads(),
                        benchmark.runs()))
                .yAxisTitle("milliseconds")
                .build();
        chart.getStyler()
                .setLabelsVisible(true)
                .setLabelsPosition(0.5)
                .setLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11))
                .setOverlapped(false)
                .setAvailableSpaceFill(0.8)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        chart.getStyler().setLocale(Locale.ROOT);
        chart.getStyler().setYAxisMin(0.0).setYAxisDecimalPattern("#,##0.#");
        List<Color> colors = new ArrayList<>();
        for (int i = 0; i < benchmark.devices().size(); i++) {
            Color color = COLORS.get(i % COLORS.size());
            String device = benchmark.devices().get(i);
            bars(chart, benchmark, network, device, "min", Timing::minMilliseconds);
            bars(chart, benchmark, network, device, "median", Timing::medianMilliseconds);
            colors.add(color);
            colors.add(lighter(color));
        }
        chart.getStyler().setSeriesColors(colors.toArray(Color[]::new));
        return chart;
    }

    private static void bars(
            CategoryChart chart,
            StepBenchmark benchmark,
            BenchmarkedNetwork network,
            String device,
            String statistic,
            ToDoubleFunction<Timing> value) {
        List<StepResult> rows = benchmark.of(network).stream()
                .filter(row -> row.device().equals(device))
                .toList();
        chart.addSeries(
                device + ", " + statistic,
                rows.stream().map(row -> row.step().toString()).toList(),
                rows.stream().map(row -> value.applyAsDouble(row.timing())).toList());
    }

    private static Color lighter(Color color) {
        return new Color(lighter(color.getRed()), lighter(color.getGreen()), lighter(color.getBlue()));
    }

    private static int lighter(int channel) {
        return (int) Math.round(channel + LIGHTER * (255 - channel));
    }
}
