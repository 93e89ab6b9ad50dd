package org.dpmodel.cli.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** A square grayscale picture as a data URL, so that a page needs no other file. */
final class DigitPicture {
    private DigitPicture() {}

    /**
     * Draws pixels.
     *
     * @param pixels row-major, of a square; the smallest becomes black, the largest white
     * @return a URL that begins with {@code data:}
     */
    static String address(float[] pixels) {
        int side = (int) Math.round(Math.sqrt(pixels.length));
        float smallest = Float.POSITIVE_INFINITY;
        float largest = Float.NEGATIVE_INFINITY;
        for (float pixel : pixels) {
            smallest = Math.min(smallest, pixel);
            largest = Math.max(largest, pixel);
        }
        float span = largest > smallest ? largest - smallest : 1;
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < side * side; i++) {
            int gray = Math.round((pixels[i] - smallest) / span * 255);
            image.getRaster().setSample(i % side, i / side, 0, gray);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot draw a digit (" + e + ")", e);
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    }
}
