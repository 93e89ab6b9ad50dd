package org.dpmodel.tabular;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.PersonIds;
import org.dpmodel.validation.Require;
import org.dpmodel.validation.Sha256;

/** Rows as the numbers of a schema, in the order in which they were read. Made by {@link Tables}. Immutable. */
public final class Table {
    private final String name;
    private final TableSchema schema;
    private final float[][] features;
    private final float[] targets;
    private final List<String> persons;

    Table(String name, TableSchema schema, float[][] features, float[] targets, List<String> persons) {
        this.name = name;
        this.schema = schema;
        this.features = features;
        this.targets = targets;
        this.persons = persons;
    }

    /**
     * The name.
     *
     * @return the file's name, or the name that was given
     */
    public String name() {
        return name;
    }

    /**
     * The schema by which it was read.
     *
     * @return the schema
     */
    public TableSchema schema() {
        return schema;
    }

    /**
     * The number of rows.
     *
     * @return at least 0
     */
    public int size() {
        return features.length;
    }

    /**
     * Whose records the rows are. Numbers of equal value are one id; datasets of this table say the same, for {@code
     * recordsPerPerson}.
     *
     * @return the person of each row; empty if the schema names no column for it
     */
    public List<String> persons() {
        return persons;
    }

    /**
     * The rows as examples. Classes are one-hot, as {@code Losses.softmaxCrossEntropy()} takes them; a number is {@code [1]}.
     *
     * @return the dataset
     * @throws IllegalStateException if the rows were read without a target
     */
    public Dataset dataset() {
        int outputs = schema.outputs();
        return withPeople(
                schema.classes().isEmpty()
                        ? ArrayDataset.regression(name, features, shape(), column(), new long[] {1})
                        : ArrayDataset.classification(name, features, shape(), labels(), outputs));
    }

    /**
     * The rows as examples whose target is the number of the class, {@code []}, as {@code Losses.sparseSoftmaxCrossEntropy()}
     * takes it.
     *
     * @return the dataset
     * @throws IllegalStateException if there are no classes to predict
     */
    public Dataset indexed() {
        requireClasses();
        return withPeople(ArrayDataset.indexed(name, features, shape(), labels(), schema.outputs()));
    }

    /**
     * The rows of two classes as examples for one output, {@code [1]}: 0 for the first class and 1 for the second, as {@code
     * Losses.binaryCrossEntropy()} takes it.
     *
     * @return the dataset
     * @throws IllegalStateException if there are not exactly two classes to predict
     */
    public Dataset binary() {
        requireClasses();
        if (schema.outputs() != 2) {
            throw new IllegalStateException("one output distinguishes two classes, found " + schema.classes()
                    + ": use dataset() with softmaxCrossEntropy()");
        }
        return withPeople(ArrayDataset.regression(name, features, shape(), column(), new long[] {1}));
    }

    private Dataset withPeople(Dataset examples) {
        return schema.person().isEmpty() ? examples : examples.withPeople(PersonIds.of(persons));
    }

    private void requireClasses() {
        if (schema.classes().isEmpty()) {
            throw new IllegalStateException("the target of the schema is not classes: use dataset()");
        }
    }

    /** The rows, for prediction only. */
    Dataset untargeted() {
        return ArrayDataset.regression(name, features, shape(), new float[features.length][1], new long[] {1});
    }

    private long[] shape() {
        return new long[] {schema.features().size()};
    }

    private int[] labels() {
        return IntStream.range(0, targets.length).map(i -> (int) targets[i]).toArray();
    }

    private float[][] column() {
        float[][] column = new float[targets.length][1];
        for (int i = 0; i < targets.length; i++) {
            column[i][0] = targets[i];
        }
        return column;
    }

    /**
     * Holds some rows out. Each person, or each row if the schema has no person, is drawn by its own coin flip, so the
     * sizes only approximate the given fraction.
     *
     * <p>If the schema has a person column, the coin is derived from the seed and the person's id: values are not used,
     * all records of a person are on one side, and adding or removing a person moves no other. Otherwise it is derived
     * from the seed, the row's own numbers and target, and the number of equal rows before it: removing any row removes
     * only that row, or an equal one, from its part. The position of a row and other rows have no influence, and no
     * class is more likely to be held out than another. For add-or-remove-one guarantees: a row whose content changes
     * may change sides, and so may a person whose id changes; see {@link #splitByPlace} and {@link #splitPeopleByPlace}.
     *
     * @param share the part that is held out, in (0, 1)
     * @param seed picks the coins; the same one gives the same split
     * @return both parts, in the order of this table
     * @throws IllegalArgumentException if the share is NaN or out of range
     */
    public TableSplit split(double share, long seed) {
        if (schema.person().isPresent()) {
            return split(share, seed, row -> "person " + persons.get(row));
        }
        RowContents contents = new RowContents(features, targets);
        return split(share, seed, contents::next);
    }

    /**
     * Holds out some rows, for replace-one guarantees about rows, which compare tables of equal size: the coin of a row is
     * derived from the seed and its number, so a row whose content changes stays on its side, and the sizes are unchanged.
     *
     * <p>Refused with a person column: a row that is replaced may be its person's first, or become the first of somebody
     * else, so that rows of a person cannot be kept together without moving rows that were not replaced.
     *
     * @param share the part that is held out, in (0, 1)
     * @param seed picks the coins; the same one gives the same split
     * @return both parts, in the order of this table
     * @throws IllegalArgumentException if the share is NaN or out of range
     * @throws IllegalStateException if the schema has a person column
     */
    public TableSplit splitByPlace(double share, long seed) {
        schema.person().ifPresent(column -> {
            throw new IllegalStateException(
                    "rows are split by their places only in a table without a person column, found "
                            + column + ": use splitPeopleByPlace for a model with recordsPerPerson, or ignore(\""
                            + column
                            + "\") in the schema");
        });
        return split(share, seed, row -> "place " + row);
    }

    /**
     * Holds out some people with all of their rows, for replace-one guarantees about people ({@code recordsPerPerson}): the
     * coin of a person is derived from the seed and the number of people who appear before, so whoever is replaced by
     * somebody else in the same place, with another id and any number of rows, nobody else changes sides. The numbers of
     * people are unchanged, and so are those of rows if the other person has as many.
     *
     * @param share the part that is held out, in (0, 1)
     * @param seed picks the coins; the same one gives the same split
     * @return both parts, in the order of this table
     * @throws IllegalArgumentException if the share is NaN or out of range
     * @throws IllegalStateException if the schema has no person column
     */
    public TableSplit splitPeopleByPlace(double share, long seed) {
        if (schema.person().isEmpty()) {
            throw new IllegalStateException(
                    "people are split only in a table with a person column, found none: use splitByPlace");
        }
        Map<String, Integer> places = new HashMap<>();
        persons.forEach(person -> places.putIfAbsent(person, places.size()));
        return split(share, seed, row -> "person in place " + places.get(persons.get(row)));
    }

    private TableSplit split(double share, long seed, IntFunction<String> unitOfRow) {
        Require.openFraction("share", share, "pass the share to hold out, for example 0.2");
        boolean[] held = new boolean[size()];
        for (int row = 0; row < held.length; row++) {
            held[row] = coin(seed, unitOfRow.apply(row)) < share;
        }
        int[] rest = IntStream.range(0, size()).filter(row -> !held[row]).toArray();
        int[] out = IntStream.range(0, size()).filter(row -> held[row]).toArray();
        return new TableSplit(select(" (train)", rest), select(" (test)", out));
    }

    /** Uniform in [0, 1). */
    private static double coin(long seed, String unit) {
        byte[] digest = Sha256.digest().digest((seed + " " + unit).getBytes(StandardCharsets.UTF_8));
        return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1p-53;
    }

    private Table select(String suffix, int[] rows) {
        float[][] chosen = IntStream.of(rows).mapToObj(row -> features[row]).toArray(float[][]::new);
        float[] learned = new float[targets.length == 0 ? 0 : rows.length];
        for (int i = 0; i < learned.length; i++) {
            learned[i] = targets[rows[i]];
        }
        List<String> whose = persons.isEmpty()
                ? persons
                : IntStream.of(rows).mapToObj(persons::get).toList();
        return new Table(name + suffix, schema, chosen, learned, whose);
    }

    /** A one-line description, without values of rows. */
    @Override
    public String toString() {
        return name + ": " + size() + " rows of " + schema.columns().size() + " columns";
    }
}
