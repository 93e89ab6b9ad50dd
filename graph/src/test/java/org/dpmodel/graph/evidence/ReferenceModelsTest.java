package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.loss.SoftmaxCrossEntropy;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks as exporters write them: the norm of each example's gradient and the sum of the clipped ones equal those of
 * automatic differentiation in float64 over an interpreter of ONNX in PyTorch.
 */
class ReferenceModelsTest {
    private static final double TOLERANCE = 1e-5;

    private static Path folder() {
        return Path.of(System.getProperty("dpmodel.rootDirectory", ".."), "..", "shared", "models");
    }

    static List<String> models() throws IOException {
        if (!Files.isDirectory(folder())) {
            System.err.println("SKIPPED: networks of exporters, no references in ../shared/models");
            return List.of("");
        }
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".onnx"))
                    .map(name -> name.substring(0, name.length() - 5))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void normsAndSumsAreThoseOfAutomaticDifferentiation(String name) throws IOException {
        if (name.isEmpty()) {
            return;
        }
        Map<String, Npz.Entry> reference = Npz.read(folder().resolve(name + ".npz"));
        NetworkGraph network =
                Networks.of(OnnxFormat.read(folder().resolve(name + ".onnx")).graph());
        Map<String, double[]> sums = new LinkedHashMap<>();
        reference.forEach((key, entry) -> {
            if (key.startsWith("sum/")) {
                sums.put(key.substring(4), entry.numbers());
            }
        });
        assertEquals(new TreeSet<>(sums.keySet()), new TreeSet<>(network.parameters()));

        boolean classes = reference.get("loss").text().equals("ce");
        Loss loss = classes ? new SoftmaxCrossEntropy() : new MeanSquaredError();
        int examples = reference.get("norms").numbers().length;
        Shape output = Networks.bind(network, examples).output().type().shape();
        Batch batch = new Batch(features(network, reference, examples), targets(reference.get("y"), output, classes));
        TestNetwork test = new TestNetwork(name, network, loss);
        Step.Result result = Step.clipped(test, examples, 1)
                .run(Runner.DOUBLE, batch, reference.get("clip").numbers()[0]);
        double[] norms = reference.get("norms").numbers();
        double largest = Arrays.stream(norms).max().orElseThrow();
        assertArrayEquals(norms, result.norms(), TOLERANCE * largest);
        result.sum().assertClose(new Gradient(sums), TOLERANCE, name);
    }

    private static ReferenceTensor features(NetworkGraph network, Map<String, Npz.Entry> reference, int examples) {
        if (!network.isPacked()) {
            return ReferenceTensor.floats(
                    Shape.of(reference.get("x").shape()), reference.get("x").numbers());
        }
        int width = (int) network.features().shape().dim(1);
        double[] rows = new double[examples * width];
        int column = 0;
        for (ValueInfo input : network.graph().inputs()) {
            Npz.Entry entry = reference.containsKey("x") ? reference.get("x") : reference.get("x/" + input.name());
            int own = entry.numbers().length / examples;
            for (int i = 0; i < examples; i++) {
                System.arraycopy(entry.numbers(), i * own, rows, i * width + column, own);
            }
            column += own;
        }
        return ReferenceTensor.floats(Shape.of(examples, width), rows);
    }

    private static ReferenceTensor targets(Npz.Entry y, Shape output, boolean classes) {
        if (!classes) {
            return ReferenceTensor.floats(output, y.numbers());
        }
        double[] oneHot = new double[(int) output.size()];
        for (int i = 0; i < y.numbers().length; i++) {
            oneHot[i * (int) output.dim(1) + (int) y.numbers()[i]] = 1;
        }
        return ReferenceTensor.floats(output, oneHot);
    }
}
