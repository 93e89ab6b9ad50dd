package org.dpmodel.cli.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.dpmodel.Predictor;
import org.dpmodel.cli.options.ImageForm;

/** Predicts the classes of images, one file or all files of a folder in the order of their names. */
final class ImagePredictions {
    private ImagePredictions() {}

    /** Whether a path is a folder, or has the extension of an image. */
    static boolean areOf(Path data) {
        String name = String.valueOf(data.getFileName()).toLowerCase(Locale.ROOT);
        return Files.isDirectory(data) || name.matches(".*\\.(png|jpe?g)");
    }

    static Predictions of(Path model, Path data, List<String> classes) throws IOException {
        List<Path> files = files(data);
        try (Predictor predictor = Predictor.load(model)) {
            ImageForm form = ImageForm.of(predictor.network().graph(), "the network in " + model, classes);
            List<Map<String, Double>> probabilities = new ArrayList<>();
            for (float[] logits : predictor.predict(form.readFiles(files))) {
                probabilities.add(probabilities(logits, classes));
            }
            List<String> names = files.stream().map(Path::toString).toList();
            return Predictions.ofClasses("file", names, classes, probabilities);
        }
    }

    private static List<Path> files(Path data) throws IOException {
        if (!Files.exists(data)) {
            throw new IOException(data + " does not exist: pass a CSV file, an image or a folder of images");
        }
        if (!Files.isDirectory(data)) {
            return List.of(data);
        }
        try (Stream<Path> entries = Files.list(data)) {
            List<Path> files = entries.sorted().toList();
            if (files.isEmpty()) {
                throw new IOException(data + " is empty: pass a folder with PNG or JPEG files in it");
            }
            for (Path file : files) {
                if (Files.isDirectory(file)) {
                    throw new IOException(file + " is a folder, found in " + data
                            + ": predict reads images without classes; pass one folder of images after the other");
                }
            }
            return files;
        }
    }

    private static Map<String, Double> probabilities(float[] logits, List<String> classes) {
        float[] probabilities = Predictor.probabilities(logits);
        Map<String, Double> named = new LinkedHashMap<>();
        for (int i = 0; i < probabilities.length; i++) {
            named.put(classes.get(i), (double) probabilities[i]);
        }
        return named;
    }
}
