package org.dpmodel.cli.exporters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.Losses;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.nn.ExampleBuilder;
import org.dpmodel.nn.Network;

/**
 * A file that an exporter wrote, and what its script wrote beside it: see {@code ci/exporters/written.py}.
 *
 * @param path the file
 * @param text examples, loss, targets, outputs and choices
 */
record ExportedFile(Path path, JsonNode text) {
    static ExportedFile read(Path path) throws IOException {
        String name = path.getFileName().toString().replace(".onnx", ".json");
        return new ExportedFile(
                path, new ObjectMapper().readTree(path.resolveSibling(name).toFile()));
    }

    /** The network as a user of such a file takes it, who reads the notes and the documentation. */
    Network network() throws IOException {
        Network network = Network.fromOnnx(path);
        if (text.has("output")) {
            network = network.output(text.get("output").asText());
        }
        if (text.has("before")) {
            network = network.before(text.get("before").asText());
        }
        if (isUntied()) {
            network = network.untie();
        }
        return text.has("freeze") ? network.freeze(strings(text.get("freeze"))) : network;
    }

    boolean isUntied() {
        return text.path("untie").asBoolean();
    }

    Loss loss() {
        return ofClasses() ? Losses.softmaxCrossEntropy() : Losses.meanSquaredError();
    }

    Dataset examples(Network network) {
        ExampleBuilder builder = network.examples("exported");
        int count = 0;
        for (ValueInfo input : network.graph().graph().inputs()) {
            Shape shape = input.type().shape();
            float[][] rows = rows(text.get("inputs").get(input.name()), (int) shape.size(1, shape.rank()));
            builder.input(input.name(), rows);
            count = rows.length;
        }
        JsonNode targets = text.get("targets");
        if (ofClasses()) {
            int[] labels = new int[count];
            for (int i = 0; i < count; i++) {
                labels[i] = targets.get(i).asInt();
            }
            return builder.classes(labels, text.get("classes").asInt());
        }
        long[] shape = new long[text.get("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = text.get("shape").get(i).asLong();
        }
        return builder.values(rows(targets, (int) Shape.of(shape).size()), shape);
    }

    /** What ONNX Runtime computed from the file before training, row by row. */
    Optional<double[]> outputs(String value) {
        return Optional.ofNullable(text.get("outputs").get(value)).map(ExportedFile::numbers);
    }

    /** What ONNX Runtime alone computes from a saved network for the examples, in batches of a size. */
    float[][] served(Path saved, String output, int batch) {
        Map<String, double[]> inputs = new HashMap<>();
        text.get("inputs").properties().forEach(input -> inputs.put(input.getKey(), numbers(input.getValue())));
        return Served.rows(saved, output, inputs, text.get("targets").size() / targetWidth(), batch);
    }

    private int targetWidth() {
        int width = 1;
        for (JsonNode size : text.path("shape")) {
            width *= size.asInt();
        }
        return width;
    }

    Optional<JsonNode> reference() {
        return Optional.ofNullable(text.get("reference"));
    }

    static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asDouble();
        }
        return numbers;
    }

    private boolean ofClasses() {
        return text.get("loss").asText().equals("classes");
    }

    private static float[][] rows(JsonNode array, int width) {
        double[] numbers = numbers(array);
        float[][] rows = new float[numbers.length / width][width];
        for (int i = 0; i < numbers.length; i++) {
            rows[i / width][i % width] = (float) numbers[i];
        }
        return rows;
    }

    private static String[] strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asText()));
        return strings.toArray(String[]::new);
    }
}
