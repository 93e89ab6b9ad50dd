package org.dpmodel.tabular;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.dpmodel.tabular.Columns.category;
import static org.dpmodel.tabular.Columns.classes;
import static org.dpmodel.tabular.Columns.number;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.graph.GraphException;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.Tanh;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A saved model takes raw rows wherever it runs, and comes back as the network that was trained. */
class ServingTest {
    private static final TableSchema SCHEMA = TableSchema.builder()
            .columns(
                    number("age", 18, 90),
                    category("ward", "a\n", "\u00e4", "c").orMissing().embedded(2),
                    number("chol", 100.5, 600).orMissing(240),
                    category("sex", "f", "m"),
                    category("job", "nurse", "other").orMissing().othersAs("other"))
            .target(classes("ill", "no", "yes"))
            .build();

    @TempDir
    Path folder;

    private Path file;
    private Table table;
    private List<Map<String, Object>> raw;

    private Table rows(int count) {
        Random random = new Random(1);
        List<Map<String, Object>> rows = new ArrayList<>();
        String[] wards = {"a\n", "\u00e4", "c", "", "NA"};
        String[] jobs = {"nurse", "other", "pilot", "NA"};
        for (int i = 0; i < count; i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("age", 10 + random.nextFloat() * 100);
            row.put("ward", wards[random.nextInt(wards.length)]);
            row.put("chol", random.nextInt(4) == 0 ? Float.NaN : random.nextFloat() * 700);
            row.put("sex", random.nextBoolean() ? "f" : "m");
            row.put("job", jobs[random.nextInt(jobs.length)]);
            row.put("ill", random.nextBoolean() ? "no" : "yes");
            rows.add(row);
        }
        raw = rows;
        return Tables.maps("rows", rows, SCHEMA);
    }

    private static DPModel train(Network network, Table table, int epochs) {
        DPModel model = DPModel.builder(network, Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(0.5, 0.9))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .seed(3)
                .build();
        model.train(epochs, table.dataset(), List.of());
        return model;
    }

    @BeforeEach
    void save() throws IOException {
        table = rows(300);
        file = folder.resolve("m.onnx");
        Network network = SCHEMA.network(
                "t", new SequentialCell(new Dense(SCHEMA.width(), 8), new Tanh(), new Dense(8, SCHEMA.outputs())));
        try (DPModel model = train(network, table, 2)) {
            model.save(file);
        }
    }

    private static float[][] served(Path file, List<Map<String, Object>> rows) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString())) {
            Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
            for (Column column : SCHEMA.columns()) {
                if (column instanceof NumberColumn) {
                    float[][] values = new float[rows.size()][1];
                    for (int i = 0; i < values.length; i++) {
                        values[i][0] = (float) rows.get(i).get(column.name());
                    }
                    inputs.put(column.name(), OnnxTensor.createTensor(environment, values));
                } else {
                    String[][] values = new String[rows.size()][1];
                    for (int i = 0; i < values.length; i++) {
                        values[i][0] = (String) rows.get(i).get(column.name());
                    }
                    inputs.put(column.name(), OnnxTensor.createTensor(environment, values));
                }
            }
            assertEquals(inputs.keySet(), session.getInputNames());
            try (OrtSession.Result result = session.run(inputs)) {
                return (float[][]) result.get(0).getValue();
            }
        }
    }

    @Test
    void onnxRuntimeTakesRawRows() throws Exception {
        float[][] expected;
        try (TablePredictor predictor = TablePredictor.load(file)) {
            expected = predictor.predictor().predict(table.dataset());
        }
        float[][] found = served(file, raw);
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], found[i], 1e-6f, "row " + i);
        }
    }

    /** What reading refuses, serving refuses: nothing is made up. */
    @Test
    void whatTheSchemaRefusesFailsInServing() throws Exception {
        Map<String, Object> row = new LinkedHashMap<>(raw.get(0));
        row.put("sex", "x");
        String message = assertThrows(OrtException.class, () -> served(file, List.of(row)))
                .getMessage();
        assertTrue(message.contains("preprocessing/sex/row"), message);
        row.put("sex", "");
        assertThrows(OrtException.class, () -> served(file, List.of(row)));
        row.put("sex", "f");
        row.put("ward", "d");
        assertThrows(OrtException.class, () -> served(file, List.of(row)));
        row.put("ward", "c");
        row.put("age", Float.NaN);
        assertTrue(Float.isNaN(served(file, List.of(row))[0][0]));
        row.put("age", 40f);
        assertFalse(Float.isNaN(served(file, List.of(row))[0][0]));
        for (String column : List.of("age", "chol")) {
            for (float value : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                Map<String, Object> infinite = new LinkedHashMap<>(row);
                infinite.put(column, value);
                assertTrue(Float.isNaN(served(file, List.of(infinite))[0][0]), column + " " + value);
                assertThrows(TableException.class, () -> Tables.maps("r", List.of(infinite), SCHEMA.forPrediction()));
            }
        }
    }

    @Test
    void aRangeThatCannotBeScaledIsRefused() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new NumberColumn("dose", 0, 1e-39f, OptionalDouble.empty()))
                .getMessage();
        assertTrue(message.contains("range of column dose"), message);
    }

    @Test
    void theFileNamesFeaturesAndClasses() throws Exception {
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
            Map<String, String> metadata = session.getMetadata().getCustomMetadata();
            assertEquals("[\"no\",\"yes\"]", metadata.get("org.dpmodel.preprocessing.classes"));
            assertTrue(metadata.get("org.dpmodel.preprocessing.features").contains("\"chol is missing\""));
            assertEquals(SCHEMA, TableSchema.fromJson(metadata.get("org.dpmodel.preprocessing.schema")));
        }
    }

    @Test
    void trainingGoesOnBehindThePreprocessing() throws Exception {
        Network network = Network.fromOnnx(file);
        assertEquals(SCHEMA.preprocessing(), network.preprocessing().orElseThrow());
        assertFalse(network.earlier().isEmpty());
        Path again = folder.resolve("again.onnx");
        try (DPModel model = train(network, table, 1)) {
            model.save(again);
            float[][] expected = model.predict(table.dataset());
            float[][] found = served(again, raw);
            for (int i = 0; i < expected.length; i++) {
                assertArrayEquals(expected[i], found[i], 1e-6f);
            }
            assertEquals(network.preprocessing(), model.network().preprocessing());
        }
    }

    @Test
    void javaPredictsFromRawRowsByName() throws Exception {
        try (TablePredictor predictor = TablePredictor.load(file)) {
            Map<String, Double> one = predictor.predict(Map.of("age", "40", "sex", "f"));
            assertEquals(List.of("no", "yes"), List.copyOf(one.keySet()));
            assertEquals(1, one.get("no") + one.get("yes"), 1e-6);
            assertThrows(TableException.class, () -> predictor.predict(Map.of("age", 40, "sex", "F")));
            assertThrows(TableException.class, () -> predictor.predict(Map.of("age", 40, "Sex", "f")));
            TableSchema other =
                    TableSchema.builder().columns(number("age", 0, 90)).build();
            Table wrong = Tables.maps("w", List.of(Map.of("age", 3)), other);
            assertThrows(IllegalArgumentException.class, () -> predictor.predict(wrong));
        }
        try (DPModel plain = train(
                Network.of(
                        "p",
                        new Dense(SCHEMA.features().size(), 2),
                        SCHEMA.features().size()),
                table,
                1)) {
            plain.save(file);
        }
        assertTrue(assertThrows(GraphException.class, () -> TablePredictor.load(file))
                .getMessage()
                .contains("no table schema"));
    }

    /** A model that could not be saved would be trained first, and its budget spent. */
    @Test
    void columnsThatNoFileCouldHoldAreRefusedBeforeTraining() {
        for (String name :
                List.of("output", "table.numbers", "table.ward", "preprocessing/ward/min", "", "a\nb", "a\r")) {
            TableSchema schema = TableSchema.builder()
                    .columns(number(name, 0, 1), number("ward", 0, 1), category("bed", "1", "2"))
                    .target(classes("y", "0", "1"))
                    .build();
            boolean fits = name.equals("table.ward");
            if (fits) {
                schema.network("t", new Dense(schema.width(), 2));
            } else {
                String message = assertThrows(
                                GraphException.class, () -> schema.network("t", new Dense(schema.width(), 2)), name)
                        .getMessage();
                assertTrue(message.contains("rename") || message.contains("other names"), message);
            }
        }
        TableSchema embedded = TableSchema.builder()
                .columns(number("table.ward", 0, 1), category("ward", "1", "2").embedded(2))
                .target(classes("y", "0", "1"))
                .build();
        assertThrows(GraphException.class, () -> embedded.network("t", new Dense(embedded.width(), 2)));
    }

    /** What a saved model says of its columns is what the table was read with. */
    @Test
    void valuesForMissingOnesComeBackFromTheSchema() {
        TableSchema schema = TableSchema.builder()
                .columns(
                        number("dose", -0.0, 0.7).orMissing(0.7),
                        number("chol", 100, 600).orMissing(240.3),
                        number("shift", -1, -0.0).orMissing(-0.0))
                .target(classes("y", "0", "1"))
                .build();
        assertEquals(schema, TableSchema.fromJson(schema.toJson()));
        assertTrue(schema.toJson().contains("\"missing\":240.3"), schema.toJson());
    }

    /** The sum that refuses infinite numbers in a saved model has no zero with a sign. */
    @Test
    void aZeroHasNoSign() {
        NumberColumn column = number("x", -1, 1);
        assertEquals(0, Float.floatToRawIntBits(column.scaled(-0f)));
    }

    /** With {@code -Ddpmodel.onnxruntimePython=python3}, an interpreter that has onnxruntime and numpy. */
    @Test
    void pythonTakesRawRows() throws Exception {
        String python = System.getProperty("dpmodel.onnxruntimePython");
        if (python == null) {
            System.err.println("SKIPPED: raw rows in Python, no -Ddpmodel.onnxruntimePython");
        }
        assumeTrue(python != null, "no -Ddpmodel.onnxruntimePython");
        String script = """
                import sys, numpy as np, onnxruntime as ort
                s = ort.InferenceSession(sys.argv[1])
                text = lambda *v: np.array(v, dtype=object).reshape(-1, 1)
                real = lambda *v: np.array(v, dtype=np.float32).reshape(-1, 1)
                y = s.run(None, {'age': real(40, 95.5), 'ward': text('\u00e4', ''), 'chol': real(np.nan, 321.25),
                    'sex': text('f', 'm'), 'job': text('pilot', 'NA')})[0]
                print(*y.flatten())
                """;
        Process process = new ProcessBuilder(python, "-c", script, file.toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertEquals(0, process.waitFor(), out);
        List<Map<String, Object>> rows = List.of(
                Map.of("age", 40f, "ward", "\u00e4", "chol", Float.NaN, "sex", "f", "job", "pilot"),
                Map.of("age", 95.5f, "ward", "", "chol", 321.25f, "sex", "m", "job", "NA"));
        float[][] expected;
        try (TablePredictor predictor = TablePredictor.load(file)) {
            expected = predictor
                    .predictor()
                    .predict(Tables.maps("r", rows, SCHEMA.forPrediction()).untargeted());
        }
        List<String> found = List.of(out.split("\\s+", -1));
        for (int i = 0; i < 4; i++) {
            assertEquals(expected[i / 2][i % 2], Float.parseFloat(found.get(i)), 1e-6f, out);
        }
    }
}
