package org.dpmodel.data;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Writes one digit as a person might: in some style, smoothly distorted, slanted, stretched and shifted, with a pen of
 * some width, sometimes with a gap or a stray mark, on slightly noisy paper. Mutable; one thread.
 */
final class DigitPen {
    static final int SIDE = 28;

    private static final int WHITE = 255;
    private static final double CENTRE = SIDE / 2.0;

    private final UniformRandomProvider random;
    private final ZigguratSampler.NormalizedGaussian normal;

    DigitPen(UniformRandomProvider random) {
        this.random = random;
        this.normal = ZigguratSampler.NormalizedGaussian.of(random);
    }

    /** Returns the pixels, {@code [row, column]}, ink 255. */
    byte[] write(int digit) {
        double[][][] styles = DigitShapes.of(digit);
        Path2D path = trace(styles[random.nextInt(styles.length)]);
        path.transform(handwriting(path.getBounds2D()));

        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            draw(graphics, path, Color.WHITE, random.nextDouble(1.2, 3.3));
            if (random.nextDouble() < 0.12) {
                draw(graphics, mark(), Color.BLACK, random.nextDouble(0.8, 1.8));
            }
            if (random.nextDouble() < 0.12) {
                draw(graphics, mark(), Color.WHITE, random.nextDouble(0.8, 1.6));
            }
        } finally {
            graphics.dispose();
        }
        return grained(((DataBufferInt) image.getRaster().getDataBuffer()).getData());
    }

    private static void draw(Graphics2D graphics, Path2D path, Color ink, double width) {
        graphics.setColor(ink);
        graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(path);
    }

    /** Runs smooth curves through the points of each stroke, after bending the plane by a wave in each direction. */
    private Path2D trace(double[][] strokes) {
        double[] bend = {gauss(0.06), gauss(0.06), random.nextDouble(2, 5), random.nextDouble(2, 5)};
        double[] phase = {random.nextDouble(2 * Math.PI), random.nextDouble(2 * Math.PI)};
        Path2D path = new Path2D.Double();
        for (double[] stroke : strokes) {
            double[] bent = new double[stroke.length];
            for (int i = 0; i < stroke.length; i += 2) {
                // Ends may be corners shared with another stroke, so only the points between them are jittered.
                double tremble = i == 0 || i == stroke.length - 2 ? 0 : 0.033;
                double x = stroke[i] + gauss(tremble);
                double y = stroke[i + 1] + gauss(tremble);
                bent[i] = x + bend[0] * Math.sin(bend[2] * y + phase[0]);
                bent[i + 1] = y + bend[1] * Math.sin(bend[3] * x + phase[1]);
            }
            append(path, bent);
        }
        return path;
    }

    /** Appends the Catmull-Rom spline (1974) through the points: each inner tangent is half the chord around it. */
    private static void append(Path2D path, double[] points) {
        int last = points.length - 2;
        path.moveTo(points[0], points[1]);
        for (int i = 0; i < last; i += 2) {
            int before = Math.max(i - 2, 0);
            int after = Math.min(i + 4, last);
            path.curveTo(
                    points[i] + (points[i + 2] - points[before]) / 6,
                    points[i + 1] + (points[i + 3] - points[before + 1]) / 6,
                    points[i + 2] - (points[after] - points[i]) / 6,
                    points[i + 3] - (points[after + 1] - points[i + 1]) / 6,
                    points[i + 2],
                    points[i + 3]);
        }
    }

    /** Centers the digit, stretches it to some size, slants and rotates it. */
    private AffineTransform handwriting(Rectangle2D bounds) {
        double height = random.nextDouble(15, 21);
        double width = height * random.nextDouble(0.5, 0.95);
        AffineTransform transform = AffineTransform.getTranslateInstance(CENTRE + gauss(0.9), CENTRE + gauss(0.9));
        transform.rotate(gauss(0.13));
        transform.shear(-0.12 + gauss(0.22), 0);
        transform.scale(width, height);
        transform.translate(-bounds.getCenterX(), -bounds.getCenterY());
        return transform;
    }

    /** A short straight line anywhere. */
    private Path2D mark() {
        double x = random.nextDouble(4, SIDE - 4);
        double y = random.nextDouble(4, SIDE - 4);
        Path2D line = new Path2D.Double();
        line.moveTo(x, y);
        line.lineTo(x + gauss(3), y + gauss(3));
        return line;
    }

    /** Takes the ink from one of the three equal channels, and makes it uneven. */
    private byte[] grained(int[] rgb) {
        byte[] pixels = new byte[rgb.length];
        double pressure = random.nextDouble(0.75, 1.05);
        for (int i = 0; i < pixels.length; i++) {
            int ink = rgb[i] & WHITE;
            if (ink > 0) {
                double grain = ink * pressure + gauss(12);
                pixels[i] = (byte) Math.round(Math.min(Math.max(grain, 0), WHITE));
            }
        }
        return pixels;
    }

    private double gauss(double standardDeviation) {
        return standardDeviation * normal.sample();
    }
}
