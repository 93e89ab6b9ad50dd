package org.dpmodel.cli.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.dpmodel.cli.Execution;
import org.dpmodel.cli.options.ImageForm;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.nn.Network;
import org.dpmodel.random.RandomStreams;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in folders of their classes are trained on from the command line. */
class TrainImagesTest {
    private static final int HEIGHT = 4;
    private static final int WIDTH = 6;

    @TempDir
    Path directory;

    private Path photos;

    @BeforeEach
    void draw() throws IOException {
        photos = directory.resolve("my photos");
        Random random = new Random(7);
        for (String part : List.of("train", "test")) {
            for (int label = 0; label < 2; label++) {
                Path folder = Files.createDirectories(photos.resolve(part).resolve(label == 0 ? "warm" : "cold"));
                for (int i = 0; i < (part.equals("train") ? 60 : 20); i++) {
                    write(folder.resolve(i + ".png"), label, random);
                }
            }
        }
    }

    /** Red is strong in one class, blue in the other. */
    private static void write(Path file, int label, Random random) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < WIDTH; x++) {
            for (int y = 0; y < HEIGHT; y++) {
                int strong = 155 + random.nextInt(100);
                int weak = random.nextInt(100);
                int green = random.nextInt(256);
                image.setRGB(x, y, (label == 0 ? strong : weak) << 16 | green << 8 | (label == 0 ? weak : strong));
            }
        }
        assertTrue(ImageIO.write(image, "png", file.toFile()));
    }

    private Path network(long... example) throws IOException {
        Network drawn = MultilayerPerceptron.network(example, 8, 2);
        Path file = directory.resolve("given.onnx");
        Files.write(
                file,
                OnnxFormat.write(
                        new OnnxModel(drawn.initialized(RandomStreams.seeded(5)).graph(), drawn.opset())));
        return file;
    }

    private Execution train(Path network, String... more) {
        String[] first = {
            "train",
            "--data",
            photos.toString(),
            "--network",
            network.toString(),
            "--batch-size",
            "30",
            "--epochs",
            "15"
        };
        String[] all = Arrays.copyOf(first, first.length + more.length + 2);
        System.arraycopy(more, 0, all, first.length, more.length);
        all[all.length - 2] = "--checkpoint-dir";
        all[all.length - 1] = directory.toString();
        return Execution.of(all);
    }

    @Test
    void imagesAreLearntAndMeasuredAgain() throws IOException {
        for (long[] example : new long[][] {{3, HEIGHT, WIDTH}, {HEIGHT, WIDTH, 3}}) {
            Execution training = train(
                            network(example), "--classes", "warm,cold", "--noise-multiplier", "0.5", "--seed", "1")
                    .succeeds();
            assertTrue(training.out().contains("my photos train: 120 examples"), training.out());
            assertTrue(training.out().contains("Differentially private with epsilon"), training.out());
            assertTrue(training.out().contains(" --data '" + photos + "' --classes warm,cold"), training.out());
            String file = training.after("Saved ");
            Execution evaluation = Execution.of(
                            "evaluate", file, "--data", photos.toString(), "--classes", "warm,cold", "--json")
                    .succeeds();
            double accuracy =
                    Double.parseDouble(evaluation.out().replaceAll("(?s).*\"Accuracy\"\\s*:\\s*([0-9.]+).*", "$1"));
            assertTrue(accuracy > 0.9, evaluation.out());
            Execution turned = Execution.of("evaluate", file, "--data", photos.toString(), "--classes", "cold,warm")
                    .succeeds();
            assertTrue(turned.out().contains("as private as the images"), turned.out());
            predicted(file);
        }
    }

    /** The same model on images without classes: each file with its class and probabilities that add up. */
    private void predicted(String file) {
        Path warm = photos.resolve("test").resolve("warm");
        List<String> lines = Execution.of("predict", file, "--data", warm.toString(), "--classes", "warm,cold")
                .succeeds()
                .out()
                .lines()
                .toList();
        assertEquals("file,predicted,warm,cold", lines.get(0));
        assertEquals(21, lines.size());
        assertTrue(lines.get(1).startsWith(warm.resolve("0.png") + ","), lines.get(1));
        assertTrue(
                lines.stream().filter(line -> line.contains(".png,warm,")).count() > 17,
                () -> String.join("\n", lines));
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            assertEquals(1, Double.parseDouble(fields[2]) + Double.parseDouble(fields[3]), 1e-6);
        }
        Execution one = Execution.of(
                        "predict", file, "--data", warm.resolve("3.png").toString(), "--classes", "warm,cold")
                .succeeds();
        assertEquals(2, one.out().lines().count());
        Execution.of("predict", file, "--data", warm.toString()).isUsageError("images need --classes");
        Execution.of("predict", file, "--data", photos.toString(), "--classes", "warm,cold")
                .fails("is a folder");
    }

    @Test
    void aDryRunCostsNothingAndWritesNothing() throws IOException {
        Execution dry = train(network(3, HEIGHT, WIDTH), "--classes", "warm,cold", "--dry-run")
                .succeeds();
        assertTrue(dry.out().contains("Dry run: nothing was trained"), dry.out());
        assertFalse(dry.out().contains("Saved"), dry.out());
    }

    @Test
    void channelsLastHasTheSamePixels() throws IOException {
        List<String> classes = List.of("warm", "cold");
        Path folder = photos.resolve("test");
        Dataset first = new ImageForm(3, HEIGHT, WIDTH, false, classes).read(folder);
        Dataset last = new ImageForm(3, HEIGHT, WIDTH, true, classes).read(folder);
        assertArrayEquals(new long[] {HEIGHT, WIDTH, 3}, last.featureShape());
        int pixels = HEIGHT * WIDTH;
        for (int i = 0; i < first.size(); i++) {
            FloatBuffer planes = FloatBuffer.allocate(3 * pixels);
            FloatBuffer together = FloatBuffer.allocate(3 * pixels);
            first.copyFeatures(i, planes);
            last.copyFeatures(i, together);
            for (int pixel = 0; pixel < pixels; pixel++) {
                for (int channel = 0; channel < 3; channel++) {
                    assertEquals(planes.get(channel * pixels + pixel), together.get(pixel * 3 + channel));
                }
            }
        }
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        Path network = network(3, HEIGHT, WIDTH);
        train(network).isUsageError("--classes must name", "found none", "--classes A,B");
        train(network, "--classes", "warm,warm").isUsageError("--classes must name", "each once");
        train(network, "--classes", "warm,cold", "--examples", "50").isUsageError("--examples is for digits");
        train(network, "--classes", "warm,cold", "--test-examples", "50").isUsageError("belong to digits");
        train(network, "--classes", "warm,cold", "--recipe", "baseline").isUsageError("--recipe is for digits");
        train(network, "--classes", "warm,cold,green")
                .fails("an output for each of the 3 classes", "correct --classes");
        train(network(3, HEIGHT, 5), "--classes", "warm,cold").fails("must have 4 rows and 5 columns");
        train(network(2, HEIGHT, WIDTH), "--classes", "warm,cold").fails("1 or 3 channels");
        Files.createDirectory(photos.resolve("train/green"));
        train(network(3, HEIGHT, WIDTH), "--classes", "warm,cold").fails("folder of one of the classes", "green");
        Execution.of("train", "--classes", "a,b", "--dry-run").isUsageError("--classes belongs to");
        Execution.of("train", "--data", photos.toString(), "--classes", "warm,cold")
                .isUsageError("need --network MODEL");
        Execution.of("train", "--data", photos.resolve("none").toString()).isUsageError("or a folder of images");
        Execution.of("evaluate", network.toString(), "--data", directory.toString(), "--classes", "warm,cold")
                .fails("holds train and test");
    }
}
