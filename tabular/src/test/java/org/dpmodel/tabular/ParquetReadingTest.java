package org.dpmodel.tabular;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.dpmodel.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files become the numbers that CSV files become, and are refused for the same reasons. */
class ParquetReadingTest {
    /**
     * Written by pyarrow 25.0.1, compressed by zstd: patient int64, age int32 with a null, pulse double with a NaN, ward a dictionary of
     * texts, smokes bool, dose decimal(5, 2), seen date, ill uint8; four rows.
     */
    private static final String PYARROW = "pyarrow.parquet";

    @TempDir
    Path folder;

    private static TableSchemaBuilder schema() {
        return TableSchema.builder()
                .columns(
                        Columns.number("age", 0, 100).orMissing(50),
                        Columns.number("pulse", 40, 140).orMissing(90),
                        Columns.category("ward", "north", "south", "east"),
                        Columns.category("smokes", "true", "false"),
                        Columns.number("dose", 0, 4))
                .target(Columns.classes("ill").named("healthy", "0").named("ill", "1", "2"))
                .person("patient")
                .ignore("seen");
    }

    private static final String SAME_AS_CSV = """
            patient,age,pulse,ward,smokes,dose,seen,ill
            7,63,71.5,north,true,1.50,2026-01-02,1
            7,41,,south,false,2.25,2026-01-02,0
            8,,60.25,north,true,0.75,2026-01-02,0
            9,90,80.0,east,false,3.00,2026-01-02,2
            """;

    private Path pyarrow() throws IOException {
        Path file = folder.resolve(PYARROW);
        try (InputStream bytes = ParquetReadingTest.class.getResourceAsStream(PYARROW)) {
            Files.copy(bytes, file);
        }
        return file;
    }

    /** A file of one query, written by DuckDB. */
    private Path written(String query) throws SQLException {
        Path file = folder.resolve("written.parquet");
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
        }
        return file;
    }

    private static float[] numbers(Table table) {
        Dataset dataset = table.dataset();
        FloatBuffer all = FloatBuffer.allocate(table.size() * (int) dataset.featureShape()[0]);
        for (int row = 0; row < table.size(); row++) {
            dataset.copyFeatures(row, all);
        }
        return all.array();
    }

    @Test
    void whatPyarrowWritesIsReadAsTheSameCsvIs() throws IOException {
        Table parquet = Tables.parquet(pyarrow(), schema().build());
        Table csv = Tables.csv(Files.writeString(folder.resolve("same.csv"), SAME_AS_CSV), schema().build());
        assertEquals(4, parquet.size());
        assertArrayEquals(numbers(csv), numbers(parquet));
        assertEquals(3, parquet.dataset().people().orElseThrow().people());
        assertArrayEquals(
                csv.dataset().people().orElseThrow().kept(1),
                parquet.dataset().people().orElseThrow().kept(1));
    }

    @Test
    void whatCsvRefusesParquetRefuses() throws IOException {
        Path file = pyarrow();
        TableSchemaBuilder strict = TableSchema.builder()
                .columns(Columns.number("age", 0, 100))
                .target(Columns.classes("ill", "0", "1", "2"))
                .ignore("patient", "pulse", "ward", "smokes", "dose", "seen");
        refused(file, strict, "row 3, column age", "must not be missing");
        TableSchemaBuilder otherWards = TableSchema.builder()
                .columns(Columns.category("ward", "north", "south"))
                .ignore("patient", "pulse", "age", "smokes", "dose", "seen", "ill");
        refused(file, otherWards, "row 4, column ward", "east");
        TableSchemaBuilder forgotten =
                TableSchema.builder().columns(Columns.number("dose", 0, 4)).ignore("patient");
        refused(file, forgotten, "age", "ignore");
        TableSchemaBuilder dates = TableSchema.builder()
                .columns(Columns.number("seen", 0, 4))
                .ignore("patient", "pulse", "age", "smokes", "dose", "ward", "ill");
        refused(file, dates, "row 1, column seen", "a number");
    }

    private static void refused(Path file, TableSchemaBuilder schema, String... words) {
        RuntimeException refusal = assertThrows(TableException.class, () -> Tables.parquet(file, schema.build()));
        for (String word : words) {
            assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
        }
    }

    @Test
    void listsAndStructuresAreRefused() throws SQLException {
        refused(
                written("SELECT 1 AS a, [1, 2] AS b"),
                TableSchema.builder().columns(Columns.number("a", 0, 1)).ignore("b"),
                "column b",
                "single values");
        refused(
                written("SELECT 1 AS a, {'x': 1} AS b"),
                TableSchema.builder().columns(Columns.number("a", 0, 1)).ignore("b"),
                "column b",
                "single values");
    }

    @Test
    void rowsKeepTheirOrderAndWideNumbersTheirValue() throws IOException, SQLException {
        Path file = written(
                "SELECT (i * 7919) % 100003 AS a, i::UBIGINT AS b, i::HUGEINT AS c, i AS d FROM range(50000) t(i)");
        TableSchema schema = TableSchema.builder()
                .columns(Columns.number("a", 0, 100003), Columns.number("b", 0, 50000), Columns.number("c", 0, 50000))
                .target(Columns.value("d", 0, 50000))
                .build();
        float[] numbers = numbers(Tables.parquet(file, schema));
        for (int i = 0; i < 50_000; i += 997) {
            float place = i / 25_000f - 1;
            assertEquals(place, numbers[3 * i + 1], 1e-6);
            assertEquals(place, numbers[3 * i + 2], 1e-6);
            assertEquals(((long) i * 7919) % 100_003 / 50_001.5f - 1, numbers[3 * i], 1e-5);
        }
    }

    @Test
    void otherFilesAreFailures() throws IOException {
        Path text = Files.writeString(folder.resolve("text.parquet"), "age\n3\n");
        TableSchema schema =
                TableSchema.builder().columns(Columns.number("age", 0, 100)).build();
        assertTrue(assertThrows(IOException.class, () -> Tables.parquet(text, schema))
                .getMessage()
                .contains("cannot be read as Parquet"));
        assertTrue(assertThrows(IOException.class, () -> Tables.parquet(folder.resolve("none.parquet"), schema))
                .getMessage()
                .contains("is not a file"));
        Path several = Files.copy(text, folder.resolve("a[b].parquet"));
        assertTrue(assertThrows(IOException.class, () -> Tables.parquet(several, schema))
                .getMessage()
                .contains("several files"));
    }
}
