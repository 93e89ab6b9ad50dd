package org.dpmodel.tabular;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Collects the parts of a {@link TableSchema}. Mutable, for one thread. */
public final class TableSchemaBuilder {
    private final List<Column> columns = new ArrayList<>();
    private final Set<String> ignored = new LinkedHashSet<>();
    private Set<String> missing = TableSchema.DEFAULT_MISSING_TEXTS;
    private Optional<Target> target = Optional.empty();
    private Optional<String> person = Optional.empty();

    TableSchemaBuilder() {}

    /**
     * Adds columns that the network reads.
     *
     * @param more made by {@link Columns}
     * @return this builder
     */
    public TableSchemaBuilder columns(Column... more) {
        columns.addAll(List.of(more));
        return this;
    }

    /**
     * The column to predict.
     *
     * @param value made by {@link Columns}
     * @return this builder
     */
    public TableSchemaBuilder target(Target value) {
        target = Optional.of(value);
        return this;
    }

    /**
     * The column that names the person whose record a row is; the network never reads it, and a split keeps all records of a
     * person on one side.
     *
     * @param column name of the column
     * @return this builder
     */
    public TableSchemaBuilder person(String column) {
        person = Optional.of(column);
        return this;
    }

    /**
     * Columns that may be present and are not read. Others that the schema does not name are refused.
     *
     * @param names names of columns
     * @return this builder
     */
    public TableSchemaBuilder ignore(String... names) {
        ignored.addAll(List.of(names));
        return this;
    }

    /**
     * Texts that mean a missing value, instead of the empty text and NA.
     *
     * @param texts such as {@code ""} and {@code "?"}, compared exactly
     * @return this builder
     */
    public TableSchemaBuilder missingTexts(String... texts) {
        missing = new LinkedHashSet<>(List.of(texts));
        return this;
    }

    /**
     * The schema.
     *
     * @return what was collected
     * @throws IllegalArgumentException if the parts do not fit together
     */
    public TableSchema build() {
        return new TableSchema(columns, target, person, ignored, missing);
    }
}
