package org.dpmodel.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.listener.TrainingListener;
import ai.djl.translate.NoopTranslator;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.SyntheticDigits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of docs/djl.md: what it was, the lines that change, and what it is then. All three are held together. */
class PrivateInFewLinesTest {
    private static final Path ROOT = Path.of(System.getProperty("dpmodel.rootDirectory"));
    private static final Path SOURCES = ROOT.resolve("djl/src/test/java/org/dpmodel/djl/example");
    private static final int TRAINED = 768;
    private static final int MEASURED = 500;
    private static final int PIXELS = 28 * 28;

    @TempDir
    Path directory;

    private static List<String> source(String which) throws IOException {
        return Files.readAllLines(SOURCES.resolve(which).resolve("Digits.java")).stream()
                .filter(line -> !line.startsWith("package "))
                .toList();
    }

    private static List<String> documentedDiff() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/djl.md"));
        int start = lines.indexOf("```diff");
        assertTrue(start >= 0, "docs/djl.md must hold the diff");
        int end = start + 1;
        while (!lines.get(end).equals("```")) {
            end++;
        }
        return lines.subList(start + 1, end);
    }

    /** Puts the diff onto the lines, as {@code patch} does, but without looking for a better place. */
    private static List<String> patch(List<String> before, List<String> diff) {
        List<String> after = new ArrayList<>();
        int position = 0;
        for (String line : diff) {
            String text = line.isEmpty() ? "" : line.substring(1);
            if (line.startsWith("@@")) {
                int hunk = Integer.parseInt(line.replaceAll("@@ -(\\d+).*", "$1")) - 1;
                after.addAll(before.subList(position, hunk));
                position = hunk;
            } else if (line.startsWith("+")) {
                after.add(text);
            } else {
                assertEquals(text, before.get(position), "line " + (position + 1));
                position++;
                if (!line.startsWith("-")) {
                    after.add(text);
                }
            }
        }
        after.addAll(before.subList(position, before.size()));
        return after;
    }

    @Test
    void theDocumentedDiffMakesOneProgramTheOtherInUnderFifteenLines() throws IOException {
        List<String> diff = documentedDiff();
        assertEquals(source("after"), patch(source("before"), diff));
        long added = diff.stream().filter(line -> line.startsWith("+")).count();
        long removed = diff.stream().filter(line -> line.startsWith("-")).count();
        assertTrue(added < 15, added + " lines are added or changed");
        assertTrue(removed < 15, removed + " lines are removed or changed");
    }

    private static float[][] pixels(Dataset digits) {
        float[][] images = new float[digits.size()][PIXELS];
        for (int i = 0; i < images.length; i++) {
            digits.copyFeatures(i, FloatBuffer.wrap(images[i]));
        }
        return images;
    }

    private static int label(Dataset digits, int index) {
        float[] oneHot = new float[10];
        digits.copyTarget(index, FloatBuffer.wrap(oneHot));
        int label = 0;
        while (oneHot[label] != 1) {
            label++;
        }
        return label;
    }

    private static ArrayDataset dataset(NDManager manager, Dataset digits) {
        int[] labels = new int[digits.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label(digits, i);
        }
        return new ArrayDataset.Builder()
                .setData(manager.create(pixels(digits)).reshape(digits.size(), 1, 28, 28))
                .optLabels(manager.create(labels))
                .setSampling(64, true)
                .build();
    }

    private static double accuracy(Model model, Dataset digits) throws Exception {
        try (NDManager manager = model.getNDManager().newSubManager();
                Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator())) {
            NDArray images = manager.create(pixels(digits)).reshape(digits.size(), 1, 28, 28);
            long[] found =
                    predictor.predict(new NDList(images)).head().argMax(1).toLongArray();
            int right = 0;
            for (int i = 0; i < found.length; i++) {
                right += found[i] == label(digits, i) ? 1 : 0;
            }
            return (double) right / found.length;
        }
    }

    private Model load(Block block) throws Exception {
        Model model = Model.newInstance("digits");
        model.setBlock(block);
        model.load(directory, "digits");
        return model;
    }

    @Test
    void bothProgramsTrainAndDjlServesWhatTheySave() throws Exception {
        Dataset training = SyntheticDigits.train(TRAINED, 1, 28);
        Dataset unseen = SyntheticDigits.test(MEASURED, 1, 28);
        assertEquals(new Shape(1, 28, 28), new Shape(training.featureShape()));
        try (NDManager manager = NDManager.newBaseManager()) {
            ArrayDataset dataset = dataset(manager, training);
            org.dpmodel.djl.example.before.Digits.train(dataset, TrainingListener.Defaults.logging(), directory);
            try (Model open = load(org.dpmodel.djl.example.before.Digits.network())) {
                assertTrue(accuracy(open, unseen) > 0.5, "accuracy " + accuracy(open, unseen));
            }
            org.dpmodel.djl.example.after.Digits.train(dataset, TrainingListener.Defaults.logging(), directory);
            try (Model secret = load(org.dpmodel.djl.example.after.Digits.network())) {
                // Guessing has 0.1; 500 examples do not reach 0.3 by chance once in 10^30 times.
                assertTrue(accuracy(secret, unseen) > 0.3, "accuracy " + accuracy(secret, unseen));
                assertNotNull(secret.getProperty(Checkpoint.STATEMENT));
                assertTrue(secret.getProperty(Checkpoint.STATEMENT_TEXT)
                        .startsWith("Differentially private with epsilon = "));
                // Who trains it on has a statement that quotes this one.
                String first = DjlNetworks.trace(secret, new Shape(1, 1, 28, 28))
                        .earlier()
                        .last()
                        .orElseThrow()
                        .toText();
                assertEquals(secret.getProperty(Checkpoint.STATEMENT_TEXT), first);
            }
        }
    }
}
