package org.dpmodel.tabular;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dpmodel.Predictor;
import org.dpmodel.graph.GraphException;

/**
 * A saved model of a table that predicts from raw rows, for any number of threads. The schema is in the file. Other
 * runtimes accept the same file and the same raw values: see {@code docs/tables.md}. Holds native memory: close it.
 */
public final class TablePredictor implements AutoCloseable {
    private final Predictor predictor;
    private final TableSchema schema;

    private TablePredictor(Predictor predictor, TableSchema schema) {
        this.predictor = predictor;
        this.schema = schema;
    }

    /**
     * Loads a model that was saved with a preprocessing of {@link TableSchema}.
     *
     * @param file the file
     * @return the predictor
     * @throws IOException if the file cannot be read
     * @throws GraphException if the file does not contain such a model
     */
    public static TablePredictor load(Path file) throws IOException {
        Predictor predictor = Predictor.load(file);
        Optional<TableSchema> schema = TableSchema.of(predictor.network());
        if (schema.isEmpty()) {
            predictor.close();
            throw new GraphException(file + " has no table schema: save a model whose network comes from "
                    + "TableSchema.network(...), or load it with Predictor.load");
        }
        return new TablePredictor(predictor, schema.get());
    }

    /**
     * The schema of the model's table.
     *
     * @return the schema
     */
    public TableSchema schema() {
        return schema;
    }

    /**
     * The model after the preprocessing.
     *
     * @return to measure it or read its statement; closed together with this predictor
     */
    public Predictor predictor() {
        return predictor;
    }

    /**
     * Predicts for rows, read with or without their targets.
     *
     * @param rows a table of the same columns
     * @return for each row the probability of each class, if the network has an output for each, otherwise its outputs
     * @throws IllegalArgumentException if the table has other columns
     */
    public float[][] predict(Table rows) {
        if (!rows.schema().columns().equals(schema.columns())) {
            throw new IllegalArgumentException("the table must be read with the model's schema, found other columns: "
                    + "read it with schema() or schema().forPrediction()");
        }
        float[][] outputs = predictor.predict(rows.untargeted());
        if (schema.classes().size() > 1) {
            for (int i = 0; i < outputs.length; i++) {
                if (outputs[i].length == schema.classes().size()) {
                    outputs[i] = Predictor.probabilities(outputs[i]);
                }
            }
        }
        return outputs;
    }

    /**
     * Predicts for one row.
     *
     * @param row values by name of the column; absent values are missing
     * @return probability by name of the class; for a number, the raw number by name of its column
     * @throws TableException if a value does not fit the schema
     */
    public Map<String, Double> predict(Map<String, ?> row) {
        return named(predict(Tables.maps("a row", List.of(row), schema.forPrediction()))[0]);
    }

    /**
     * Predicts for rows, by name.
     *
     * @param rows a table of the same columns
     * @return for each row the probability by name of the class, in their order; for a number, the raw number by name of its column
     * @throws IllegalArgumentException if the table has other columns
     */
    public List<Map<String, Double>> predictions(Table rows) {
        return Stream.of(predict(rows)).map(this::named).toList();
    }

    private Map<String, Double> named(float[] outputs) {
        List<String> names = new ArrayList<>(schema.classes());
        Map<String, Double> named = new LinkedHashMap<>();
        if (names.size() == outputs.length) {
            for (int i = 0; i < outputs.length; i++) {
                named.put(names.get(i), (double) outputs[i]);
            }
        } else if (names.size() == 2) {
            double second = 1 / (1 + Math.exp(-outputs[0]));
            named.put(names.get(0), 1 - second);
            named.put(names.get(1), second);
        } else if (schema.target().orElse(null) instanceof NumberTarget number) {
            named.put(number.column(), number.toRaw(outputs[0]));
        }
        return named;
    }

    /** Frees native memory. */
    @Override
    public void close() {
        predictor.close();
    }
}
