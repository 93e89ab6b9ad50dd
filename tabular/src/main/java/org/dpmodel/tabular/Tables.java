package org.dpmodel.tabular;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads tables by a schema. A row that does not fit ends the reading with a {@link TableException} that names it, its
 * column and how to fix it, since the set of rows must not depend on their content.
 */
public final class Tables {
    private Tables() {}

    /**
     * A CSV file with commas, in UTF-8.
     *
     * @param file the file
     * @param schema its schema
     * @return the table
     * @throws IOException if the file cannot be read
     * @throws TableException if it does not fit the schema
     */
    public static Table csv(Path file, TableSchema schema) throws IOException {
        return csv(file, CsvFormat.standard(), schema);
    }

    /**
     * A CSV file.
     *
     * @param file the file
     * @param format how it is written
     * @param schema its schema
     * @return the table
     * @throws IOException if the file cannot be read
     * @throws TableException if it does not fit the schema
     */
    public static Table csv(Path file, CsvFormat format, TableSchema schema) throws IOException {
        return CsvRows.read(file, format, schema);
    }

    /**
     * The names of the columns of a CSV file: its first line, and nothing of the rows, which are private.
     *
     * @param file the file
     * @param format how it is written
     * @return the names, in order
     * @throws IOException if the file cannot be read
     * @throws TableException if it is empty, or its header is a single column with another common separator in it
     */
    public static List<String> csvHeader(Path file, CsvFormat format) throws IOException {
        return CsvRows.header(file, format);
    }

    /**
     * A Parquet file, in the order of its rows. Needs DuckDB's JDBC driver, {@code org.duckdb:duckdb_jdbc}, which this
     * library does not include.
     *
     * @param file the file
     * @param schema its schema
     * @return the table
     * @throws IOException if the file cannot be read, or the driver is missing
     * @throws TableException if it does not fit the schema, or a column contains lists or structures
     */
    public static Table parquet(Path file, TableSchema schema) throws IOException {
        return ParquetRows.read(file, schema);
    }

    /**
     * The rows of a query, from the cursor's next one on. Columns are identified by their labels.
     *
     * @param name name of the table
     * @param rows the result, which stays open
     * @param schema its schema
     * @return the table
     * @throws SQLException if the database fails
     * @throws TableException if the rows do not fit the schema
     */
    public static Table jdbc(String name, ResultSet rows, TableSchema schema) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> header = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            header.add(columns.getColumnLabel(i));
        }
        RowReader reader = new RowReader(name, header, schema);
        while (rows.next()) {
            Object[] values = new Object[header.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = rows.getObject(i + 1);
            }
            reader.add("", values);
        }
        return reader.table();
    }

    /**
     * Rows in arrays.
     *
     * @param name name of the table
     * @param header names of the columns
     * @param rows the values of each row: numbers, texts, truth values, enums; null is missing
     * @param schema their schema
     * @return the table
     * @throws TableException if the rows do not fit the schema
     */
    public static Table arrays(String name, List<String> header, Object[][] rows, TableSchema schema) {
        RowReader reader = new RowReader(name, header, schema);
        for (Object[] row : rows) {
            reader.add("", row);
        }
        return reader.table();
    }

    /**
     * Java records; columns go by the names of their components.
     *
     * @param name name of the table
     * @param type the class of the records, public or open to this library
     * @param rows the records
     * @param schema their schema
     * @param <R> the class of the records
     * @return the table
     * @throws TableException if the rows do not fit the schema
     */
    public static <R extends Record> Table records(String name, Class<R> type, List<R> rows, TableSchema schema) {
        RecordComponent[] components = type.getRecordComponents();
        List<String> header =
                Stream.of(components).map(RecordComponent::getName).toList();
        RowReader reader = new RowReader(name, header, schema);
        for (R row : rows) {
            reader.add("", values(components, row));
        }
        return reader.table();
    }

    private static Object[] values(RecordComponent[] components, Record row) {
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            try {
                components[i].getAccessor().trySetAccessible();
                values[i] = components[i].getAccessor().invoke(row);
            } catch (ReflectiveOperationException e) {
                throw new TableException(
                        "the component " + components[i].getName() + " of " + row.getClass()
                                + " cannot be read: make the record public",
                        e);
            }
        }
        return values;
    }

    /**
     * Rows as maps from the names of columns to values; absent entries are missing values.
     *
     * @param name name of the table
     * @param rows the rows
     * @param schema their schema
     * @return the table
     * @throws TableException if the rows do not fit the schema
     */
    public static Table maps(String name, List<? extends Map<String, ?>> rows, TableSchema schema) {
        List<String> header =
                new ArrayList<>(schema.columns().stream().map(Column::name).toList());
        schema.target().ifPresent(target -> header.add(target.column()));
        schema.person().ifPresent(header::add);
        RowReader reader = new RowReader(name, header, schema);
        for (Map<String, ?> row : rows) {
            for (String key : row.keySet()) {
                if (!header.contains(key) && !schema.ignored().contains(key)) {
                    throw new TableException(name + ", row " + (reader.rows() + 1)
                            + ": must have columns of the schema, found " + key + ": correct the name, or ignore it");
                }
            }
            reader.add("", header.stream().map(row::get).toArray());
        }
        return reader.table();
    }
}
