package org.dpmodel.tabular;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.onnx.Preprocessing;
import org.dpmodel.nn.Cell;
import org.dpmodel.nn.Network;
import org.dpmodel.validation.Require;

/**
 * What is publicly known about a table: its columns with their ranges and categories, the target column, and the person
 * column. It is written down before anyone looks at the data, and nothing in it is computed from the data. Immutable.
 *
 * <pre>
 * TableSchema schema = TableSchema.builder()
 *     .columns(number("age", 18, 100), category("sex", "Male", "Female"), number("chol", 100, 600).orMissing(240))
 *     .target(classes("num").named("healthy", "0").named("ill", "1", "2", "3", "4"))
 *     .ignore("id")
 *     .build();
 * </pre>
 *
 * @param columns what the network reads, in this order
 * @param target the column to predict; absent for rows that are only used for prediction
 * @param person the column that says whose record a row is, which is never read by the network
 * @param ignored columns that may be present and are not read
 * @param missingTexts texts that denote a missing value
 */
public record TableSchema(
        List<Column> columns,
        Optional<Target> target,
        Optional<String> person,
        Set<String> ignored,
        Set<String> missingTexts) {
    /** Default texts for missing values: empty, and NA. */
    public static final Set<String> DEFAULT_MISSING_TEXTS = Set.of("", "NA");

    /**
     * Checks that the parts fit.
     *
     * @throws IllegalArgumentException if there is no column, two have one name, or a category denotes missing values
     */
    public TableSchema {
        columns = List.copyOf(columns);
        ignored = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(ignored));
        missingTexts = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(missingTexts));
        if (columns.isEmpty()) {
            throw Require.broken("the columns", "must be named", "none", "call columns(number(...), category(...))");
        }
        Set<String> names = new HashSet<>();
        List<String> all = new ArrayList<>(columns.stream().map(Column::name).toList());
        target.ifPresent(learned -> all.add(learned.column()));
        person.ifPresent(all::add);
        all.addAll(ignored);
        for (String name : all) {
            if (!names.add(name)) {
                throw Require.broken(
                        "the columns",
                        "must have exactly one role each: network input, target, person, or ignored",
                        name,
                        "name it once");
            }
        }
        for (Column column : columns) {
            if (column instanceof CategoryColumn category) {
                for (String text : category.categories()) {
                    if (missingTexts.contains(text)) {
                        throw Require.broken(
                                "the categories of column " + column.name(),
                                "must not mean missing values",
                                "\"" + text + "\"",
                                "name the texts of missing values with missingTexts(...), and declare the column "
                                        + "with orMissing() if values may be missing");
                    }
                }
            }
        }
    }

    /**
     * Starts a schema.
     *
     * @return a builder
     */
    public static TableSchemaBuilder builder() {
        return new TableSchemaBuilder();
    }

    /**
     * A schema from JSON, as {@link #toJson} writes it.
     *
     * @param json the text
     * @return the schema
     * @throws IllegalArgumentException if it is not a schema; the message names the field and how to fix it
     */
    public static TableSchema fromJson(String json) {
        return SchemaJson.read(json);
    }

    /**
     * The schema in front of a network, for networks from saved models.
     *
     * @param network the network
     * @return its schema; empty if its inputs are not the raw rows of a table
     */
    public static Optional<TableSchema> of(Network network) {
        return network.preprocessing()
                .map(front -> front.details().get(Preprocessing.DETAILS + TableFront.SCHEMA))
                .map(TableSchema::fromJson);
    }

    /**
     * The schema as JSON, as contained in saved models.
     *
     * @return the text
     */
    public String toJson() {
        return SchemaJson.write(this);
    }

    /**
     * The names of the numbers that a row becomes.
     *
     * @return those of columns that are not embedded, followed by the names of embedded ones
     */
    public List<String> features() {
        List<String> features = new ArrayList<>();
        plain().forEach(column -> features.addAll(column.features()));
        embedded().forEach(column -> features.addAll(column.features()));
        return List.copyOf(features);
    }

    /**
     * The names of the classes.
     *
     * @return in the order of the network's outputs; none if the target is a number or absent
     */
    public List<String> classes() {
        return target.isPresent() && target.get() instanceof ClassTarget classes ? classes.names() : List.of();
    }

    /**
     * The number of outputs of a network for this table.
     *
     * @return the number of classes, or 1 for a number
     * @throws IllegalStateException if there is no target
     */
    public int outputs() {
        if (target.isEmpty()) {
            throw new IllegalStateException("the schema has no target, which a network needs: call target(...)");
        }
        return Math.max(1, classes().size());
    }

    /**
     * This schema for rows that are only used for prediction.
     *
     * @return a schema that reads neither the target nor the person; these columns may be present
     */
    public TableSchema forPrediction() {
        Set<String> skipped = new LinkedHashSet<>(ignored);
        target.ifPresent(learned -> skipped.add(learned.column()));
        person.ifPresent(skipped::add);
        return new TableSchema(columns, Optional.empty(), Optional.empty(), skipped, missingTexts);
    }

    /**
     * A network for this table; saved files contain the preprocessing in front of it.
     *
     * @param name name of the network
     * @param body reads a row of {@code [batch, width]}, and ends in {@link #outputs} numbers
     * @return the network
     * @throws org.dpmodel.graph.GraphException if the cells do not fit
     */
    public Network network(String name, Cell body) {
        return TableFront.network(this, name, body);
    }

    /**
     * The number of inputs of the body of {@link #network} reads: embedded columns count with their learned numbers.
     *
     * @return at least 1
     */
    public int width() {
        int width =
                plain().stream().mapToInt(column -> column.features().size()).sum();
        return width + embedded().stream().mapToInt(CategoryColumn::embedding).sum();
    }

    /**
     * Computes the inputs of a network from raw rows: {@code table.numbers}, float32 {@code [batch, n]}, of all columns
     * that are not embedded, and {@code table.NAME}, int64 {@code [batch, 1]}, for each that is. {@link Network#behind}
     * puts your own network behind it.
     *
     * @return the preprocessing
     */
    public Preprocessing preprocessing() {
        return TableFront.preprocessing(this);
    }

    /** Columns that are converted to numbers directly. */
    List<Column> plain() {
        return columns.stream().filter(column -> column.embedding() == 0).toList();
    }

    /** Columns whose numbers are learned. */
    List<CategoryColumn> embedded() {
        return columns.stream()
                .filter(column -> column.embedding() > 0)
                .map(CategoryColumn.class::cast)
                .toList();
    }
}
