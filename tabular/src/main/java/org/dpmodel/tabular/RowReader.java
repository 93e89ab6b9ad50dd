package org.dpmodel.tabular;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns rows of values into the numbers of a {@link Table}, by the names of a header. One reader reads one table. */
final class RowReader {
    private final String table;
    private final TableSchema schema;
    private final int fields;
    private final int width;
    private final List<Column> columns = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final List<float[]> features = new ArrayList<>();
    private final List<Float> targets = new ArrayList<>();
    private final PersonColumn persons;

    RowReader(String table, List<String> header, TableSchema schema) {
        this.table = table;
        this.schema = schema;
        this.fields = header.size();
        this.width = schema.features().size();
        this.persons = new PersonColumn(schema.missingTexts());
        columns.addAll(schema.plain());
        columns.addAll(schema.embedded());
        for (int i = 0; i < header.size(); i++) {
            if (places.put(header.get(i), i) != null) {
                throw new TableException(table + ": the header must name each column once, found \"" + header.get(i)
                        + "\" twice: rename one of them");
            }
        }
        check(header);
    }

    private void check(List<String> header) {
        List<String> read = new ArrayList<>(columns.stream().map(Column::name).toList());
        schema.target().ifPresent(target -> read.add(target.column()));
        schema.person().ifPresent(read::add);
        List<String> absent =
                read.stream().filter(name -> !places.containsKey(name)).toList();
        if (!absent.isEmpty()) {
            throw new TableException(table + ": the header must name the columns of the schema, found " + header
                    + " without " + absent + ": add them, or name them in the schema as the header does");
        }
        Set<String> known = new HashSet<>(read);
        known.addAll(schema.ignored());
        List<String> surplus =
                header.stream().filter(name -> !known.contains(name)).toList();
        if (!surplus.isEmpty()) {
            throw new TableException(table + ": the schema must say what each column is, found " + surplus
                    + " in addition: name those that are not to be read in ignore(...)");
        }
    }

    /** The positions of the numeric columns, by name. */
    Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        columns.stream()
                .filter(column -> column instanceof NumberColumn)
                .forEach(column -> numbers.put(column.name(), places.get(column.name())));
        schema.target()
                .filter(target -> target instanceof NumberTarget)
                .ifPresent(target -> numbers.put(target.column(), places.get(target.column())));
        return numbers;
    }

    int rows() {
        return features.size();
    }

    /** The name of the next row, counted from 1 without the header. */
    private String place(String where) {
        return table + ", row " + (features.size() + 1) + where;
    }

    /** Takes a row; {@code where} describes its location. */
    void add(String where, Object[] values) {
        if (values.length != fields) {
            throw new TableException(
                    place(where) + ": must have " + fields + " fields, as the header has, found " + values.length
                            + ": put fields that contain separators or line ends in quotes, and remove empty lines");
        }
        float[] row = new float[width];
        int at = 0;
        for (Column column : columns) {
            Object value = values[places.get(column.name())];
            try {
                column.encode(value, schema.missingTexts(), row, at);
            } catch (IllegalArgumentException e) {
                throw wrong(where, column.name(), e);
            }
            at += column.features().size();
        }
        schema.target().ifPresent(target -> {
            try {
                targets.add(target.encode(values[places.get(target.column())]));
            } catch (IllegalArgumentException e) {
                throw wrong(where, target.column(), e);
            }
        });
        schema.person().ifPresent(column -> {
            try {
                persons.add(values[places.get(column)]);
            } catch (IllegalArgumentException e) {
                throw wrong(where, column, e);
            }
        });
        features.add(row);
    }

    TableException wrong(String where, String column, IllegalArgumentException rule) {
        return new TableException(place(where) + ", column " + column + ": " + rule.getMessage(), rule);
    }

    Table table() {
        float[] learned = new float[targets.size()];
        for (int i = 0; i < learned.length; i++) {
            learned[i] = targets.get(i);
        }
        return new Table(table, schema, features.toArray(float[][]::new), learned, persons.ids());
    }
}
