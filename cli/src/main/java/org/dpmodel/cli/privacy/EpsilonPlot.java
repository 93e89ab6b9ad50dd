package org.dpmodel.cli.privacy;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.dpmodel.accountant.analysis.RunAnalysis;
import org.dpmodel.accountant.analysis.RunAnalysis.SeriesPoint;
import org.dpmodel.checkpoint.AtomicFile;
import org.dpmodel.noise.CorrelatedNoise;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.sampling.CyclicPoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.w3c.dom.Document;

/** Plots epsilon over the steps of a run, with a line for each accountant. */
final class EpsilonPlot {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 560;
    private static final int POINTS = 40;
    private static final double LARGEST_LINEAR_RATIO = 20;
    private static final float LINE_WIDTH = 2.5f;

    private final PlannedRun run;
    private final double delta;
    private final XYChart chart;

    /** The file formats of plots. */
    enum Format {
        PNG,
        SVG;

        /** The format for a file's name. */
        static Format of(Path file) {
            String name = file.toString().toLowerCase(Locale.ROOT);
            if (name.endsWith(".png")) {
                return PNG;
            }
            if (name.endsWith(".svg")) {
                return SVG;
            }
            throw new IllegalArgumentException("--plot must name a .png or .svg file, found " + file);
        }
    }

    EpsilonPlot(PlannedRun run, double delta) {
        this.run = run;
        this.delta = delta;
        this.chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title(run))
                .xAxisTitle(stepsTitle(run))
                .yAxisTitle("epsilon at delta " + delta)
                .build();
        chart.getStyler()
                .setLegendPosition(LegendPosition.InsideNW)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        chart.getStyler().setLocale(Locale.ROOT);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) run.steps());
    }

    static String title(PlannedRun run) {
        SamplingScheme sampling = run.plan().sampling();
        int examples = run.datasetSize();
        String share = sampling instanceof CyclicPoissonSampling cyclic
                ? String.format(
                        Locale.ROOT, "%.4g in one of %d parts", cyclic.probabilityInPart(examples), cyclic.parts())
                : String.format(Locale.ROOT, "%.4g", sampling.samplingProbability(examples));
        String bands = run.plan().noise() instanceof CorrelatedNoise noise ? ", bands " + noise.bands() : "";
        return "Privacy spent: " + sampling.name() + " sampling, probability " + share + ", noise multiplier "
                + run.plan().noise().noiseMultiplier(0) + bands;
    }

    static String stepsTitle(PlannedRun run) {
        int together = run.plan().sampling().stepsPerCharge(run.datasetSize());
        return together == 1 ? "steps" : "steps, charged " + together + " at a time";
    }

    void add(String name, RunAnalysis analysis) {
        List<Double> ends = new ArrayList<>();
        List<Double> epsilons = new ArrayList<>();
        for (SeriesPoint point : analysis.series(steps -> run.withSteps(steps).event(), run.steps(), delta, POINTS)) {
            ends.add((double) point.step());
            epsilons.add(point.epsilon());
        }
        if (epsilons.isEmpty() || epsilons.contains(Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("--plot needs steps with a finite epsilon, found " + epsilons + " by "
                    + name + ": add steps or noise");
        }
        XYSeries series = chart.addSeries(name, ends, epsilons);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineWidth(LINE_WIDTH);
    }

    /** If lines are far apart, the lower ones can be distinguished from zero only on a logarithmic axis. */
    private void chooseScale() {
        double[] ends = chart.getSeriesMap().values().stream()
                .mapToDouble(series -> series.getYData()[series.getYData().length - 1])
                .sorted()
                .toArray();
        if (ends[0] > 0 && ends[ends.length - 1] > LARGEST_LINEAR_RATIO * ends[0]) {
            chart.getStyler().setYAxisLogarithmic(true);
        } else {
            chart.getStyler().setYAxisMin(0.0).setYAxisDecimalPattern("#,##0.####");
        }
    }

    void write(Path file) throws IOException {
        chooseScale();
        byte[] content =
                switch (Format.of(file)) {
                    case PNG -> BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
                    case SVG -> svg();
                };
        AtomicFile.write(file, content);
    }

    private byte[] svg() throws IOException {
        Document document = emptySvg();
        SVGGraphics2D graphics = new SVGGraphics2D(document);
        graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
        chart.paint(graphics, WIDTH, HEIGHT);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Writer writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
            graphics.stream(writer, true);
        }
        return bytes.toByteArray();
    }

    private static Document emptySvg() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVGGraphics2D.SVG_NAMESPACE_URI, SVGGraphics2D.SVG_SVG_TAG, null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java runtime has no XML parser: use a complete one", e);
        }
    }
}
