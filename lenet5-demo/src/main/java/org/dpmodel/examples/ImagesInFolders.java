package org.dpmodel.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ImageFolder;
import org.dpmodel.data.SyntheticDigits;
import org.dpmodel.metric.Metrics;
import org.dpmodel.models.LeNet5;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;

/** Trains a LeNet-5 privately on images in a folder for each class; here they are digits that the library draws. */
public final class ImagesInFolders {
    private static final int SIDE = 32;
    private static final String[] CLASSES = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};

    private ImagesInFolders() {}

    /** Writes each image into the folder of its class. */
    private static void write(Dataset digits, Path directory) throws IOException {
        for (String name : CLASSES) {
            Files.createDirectories(directory.resolve(name));
        }
        FloatBuffer pixels = FloatBuffer.allocate(SIDE * SIDE);
        FloatBuffer oneHot = FloatBuffer.allocate(CLASSES.length);
        for (int i = 0; i < digits.size(); i++) {
            digits.copyFeatures(i, pixels.clear());
            digits.copyTarget(i, oneHot.clear());
            int label = 0;
            while (oneHot.get(label) != 1) {
                label++;
            }
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            for (int at = 0; at < SIDE * SIDE; at++) {
                image.getRaster().setSample(at % SIDE, at / SIDE, 0, Math.round(255 * pixels.get(at)));
            }
            ImageIO.write(
                    image,
                    "png",
                    directory.resolve(CLASSES[label] + "/" + i + ".png").toFile());
        }
    }

    /**
     * Writes images, reads them back, and trains.
     *
     * @param args an empty folder for the images, and their number
     * @throws IOException if files cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        write(SyntheticDigits.train(Integer.parseInt(args[1]), 1), directory);
        Dataset images = ImageFolder.read(directory, 1, SIDE, SIDE, CLASSES);
        try (DPModel model = DPModel.builder(LeNet5.network(10), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(0.5, 0.9))
                .clipping(ClipMechanisms.fixed(0.1))
                .noise(NoiseMechanisms.gaussian(1))
                .metrics(Metrics.accuracy())
                .build()) {
            model.train(3, images, List.of());
            System.out.println(model.eval(SyntheticDigits.test(2000, 1)));
            System.out.println(model.privacyStatement().toText());
        }
    }
}
