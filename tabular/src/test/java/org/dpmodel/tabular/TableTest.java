package org.dpmodel.tabular;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.dpmodel.tabular.Columns.category;
import static org.dpmodel.tabular.Columns.classes;
import static org.dpmodel.tabular.Columns.number;
import static org.dpmodel.tabular.Columns.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.CharBuffer;
import java.nio.FloatBuffer;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.rowset.CachedRowSet;
import javax.sql.rowset.RowSetMetaDataImpl;
import javax.sql.rowset.RowSetProvider;
import org.dpmodel.data.Dataset;
import org.junit.jupiter.api.Test;

/** Schemas, rows of all sources, and splits. */
class TableTest {
    private static final TableSchema SCHEMA = TableSchema.builder()
            .columns(
                    category("job", "nurse", "pilot").othersAs("nurse").embedded(3),
                    number("age", 0, 100),
                    category("member", "true", "false").orMissing())
            .target(classes("level", "1", "2"))
            .person("who")
            .ignore("note")
            .build();

    private static final List<String> HEADER = List.of("who", "age", "job", "member", "level", "note");

    private static float[] features(Dataset dataset, int index) {
        FloatBuffer row = FloatBuffer.allocate((int) dataset.featureShape()[0]);
        dataset.copyFeatures(index, row);
        return row.array();
    }

    /** A row. */
    public enum Job {
        NURSE,
        PILOT
    }

    /** A row. */
    public record Visit(String who, double age, String job, Boolean member, int level) {}

    @Test
    void allSourcesGiveTheSameNumbers() throws SQLException {
        Object[][] rows = {
            {"a", 100, "pilot", true, 2, null}, {"b", 25f, "nurse", null, "1", 7}, {"b", "0", "farmer", "false", 1L, ""}
        };
        float[][] expected = {{1, 1, 0, 0, 1}, {-0.5f, 0, 0, 1, 0}, {-1, 0, 1, 0, 0}};
        Table arrays = Tables.arrays("t", HEADER, rows, SCHEMA);
        Table records = Tables.records(
                "t",
                Visit.class,
                List.of(
                        new Visit("a", 100, "pilot", true, 2),
                        new Visit("b", 25, "nurse", null, 1),
                        new Visit("b", 0, "farmer", false, 1)),
                SCHEMA);
        Table maps = Tables.maps(
                "t",
                List.of(
                        Map.of("who", "a", "age", 100, "job", "pilot", "member", true, "level", 2),
                        Map.of("who", "b", "age", 25, "job", "nurse", "level", 1),
                        Map.of("who", "b", "age", 0, "job", "farmer", "member", "false", "level", 1, "note", 5)),
                SCHEMA);
        for (Table table : List.of(arrays, records, maps, Tables.jdbc("t", rowSet(), SCHEMA))) {
            assertEquals(List.of("a", "b", "b"), table.persons());
            for (int i = 0; i < expected.length; i++) {
                assertArrayEquals(expected[i], features(table.dataset(), i));
                FloatBuffer target = FloatBuffer.allocate(2);
                table.dataset().copyTarget(i, target);
                assertArrayEquals(i == 0 ? new float[] {0, 1} : new float[] {1, 0}, target.array());
            }
        }
        assertEquals(List.of("age", "member = true", "member = false", "member is missing", "job"), SCHEMA.features());
        assertEquals(7, SCHEMA.width());
    }

    private static CachedRowSet rowSet() throws SQLException {
        CachedRowSet rows = RowSetProvider.newFactory().createCachedRowSet();
        RowSetMetaDataImpl columns = new RowSetMetaDataImpl();
        columns.setColumnCount(5);
        int[] types = {Types.VARCHAR, Types.DECIMAL, Types.VARCHAR, Types.BOOLEAN, Types.INTEGER};
        List<String> names = List.of("who", "age", "job", "member", "level");
        for (int i = 0; i < types.length; i++) {
            columns.setColumnType(i + 1, types[i]);
            columns.setColumnName(i + 1, names.get(i));
            columns.setColumnLabel(i + 1, names.get(i));
        }
        rows.setMetaData(columns);
        Object[][] values = {
            {"b", new java.math.BigDecimal("0"), "farmer", false, 1},
            {"b", new java.math.BigDecimal("25.00"), "nurse", null, 1},
            {"a", new java.math.BigDecimal("100"), "pilot", true, 2}
        };
        for (Object[] row : values) {
            rows.moveToInsertRow();
            for (int i = 0; i < row.length; i++) {
                rows.updateObject(i + 1, row[i]);
            }
            rows.insertRow();
            rows.moveToCurrentRow();
        }
        rows.beforeFirst();
        return rows;
    }

    @Test
    void valuesOfOtherTypesAreNoNumbers() {
        Object[][] row = {{"a", java.time.Instant.EPOCH, "pilot", true, 2, null}};
        String message = assertThrows(TableException.class, () -> Tables.arrays("t", HEADER, row, SCHEMA))
                .getMessage();
        assertTrue(message.startsWith("t, row 1, column age: must be a number, found "), message);
        Object[][] infinite = {{"a", Double.POSITIVE_INFINITY, "pilot", true, 2, null}};
        assertThrows(TableException.class, () -> Tables.arrays("t", HEADER, infinite, SCHEMA));
        Object[][] nobody = {{null, 1, "pilot", true, 2, null}};
        assertTrue(assertThrows(TableException.class, () -> Tables.arrays("t", HEADER, nobody, SCHEMA))
                .getMessage()
                .contains("column who: must not be missing"));
    }

    /** The text of such an object is that of its place in memory: each row would be another text, and all the same category. */
    @Test
    void objectsWithoutATextOfTheirOwnAreNoCategories() {
        TableSchema schema = TableSchema.builder()
                .columns(category("job", "nurse", "pilot").othersAs("nurse"))
                .target(classes("level", "1", "2"))
                .build();
        List<String> header = List.of("job", "level");
        for (Object value : List.of("nurse".getBytes(UTF_8), new char[] {'a'}, new String[] {"nurse"}, new Object())) {
            assertThrows(
                    TableException.class,
                    () -> Tables.arrays("t", header, new Object[][] {{value, 1}}, schema),
                    value.toString());
            assertThrows(
                    TableException.class,
                    () -> Tables.arrays("t", header, new Object[][] {{"nurse", value}}, schema),
                    value.toString());
        }
        assertEquals(
                1,
                Tables.arrays("t", header, new Object[][] {{CharBuffer.wrap("pilot"), 1}}, schema)
                        .size());
    }

    @Test
    void targetsForEachLoss() {
        Object[][] rows = {{1, "2"}, {0, "1"}};
        TableSchema schema = TableSchema.builder()
                .columns(number("x", 0, 1))
                .target(classes("y", "1", "2"))
                .build();
        Table table = Tables.arrays("t", List.of("x", "y"), rows, schema);
        assertArrayEquals(new long[] {2}, table.dataset().targetShape());
        assertArrayEquals(new long[0], table.indexed().targetShape());
        assertArrayEquals(new long[] {1}, table.binary().targetShape());
        FloatBuffer both = FloatBuffer.allocate(2);
        table.binary().copyTarget(0, both);
        table.indexed().copyTarget(0, both);
        assertArrayEquals(new float[] {1, 1}, both.array());
        TableSchema numbers = TableSchema.builder()
                .columns(number("x", 0, 1))
                .target(value("y", 0, 4))
                .build();
        Table learned = Tables.arrays("t", List.of("x", "y"), rows, numbers);
        FloatBuffer one = FloatBuffer.allocate(1);
        learned.dataset().copyTarget(1, one);
        assertEquals(-0.5f, one.get(0));
        assertEquals(1, new NumberTarget("y", 0, 4).toRaw(-0.5f));
        assertThrows(IllegalStateException.class, learned::indexed);
        Table unknown = Tables.arrays("t", List.of("x", "y"), rows, numbers.forPrediction());
        assertThrows(IllegalStateException.class, unknown::dataset);
    }

    private static Table people(int people, Set<Integer> without) {
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            if (!without.contains(i)) {
                for (int k = 0; k <= i % 3; k++) {
                    rows.add(new Object[] {"p" + i, i % 100, "pilot", true, 1 + i % 2, null});
                }
            }
        }
        return Tables.arrays("t", HEADER, rows.toArray(Object[][]::new), SCHEMA);
    }

    @Test
    void aSplitKeepsPeopleTogetherAndMovesNobodyForAnother() {
        TableSplit split = people(1000, Set.of()).split(0.3, 5);
        Set<String> held = new HashSet<>(split.test().persons());
        Set<String> rest = new HashSet<>(split.train().persons());
        assertEquals(1000, held.size() + rest.size());
        assertEquals(1999, split.test().size() + split.train().size());
        // 1,000 coins of 0.3: a standard deviation of 14.5, six of which are 87.
        assertTrue(Math.abs(held.size() - 300) < 87, held.size() + " people held out");
        TableSplit fewer = people(1000, Set.of(0, 500)).split(0.3, 5);
        held.removeAll(Set.of("p0", "p500"));
        assertEquals(held, new HashSet<>(fewer.test().persons()));
        assertTrue(!held.equals(
                new HashSet<>(people(1000, Set.of()).split(0.3, 6).test().persons())));
        assertThrows(IllegalArgumentException.class, () -> split.test().split(Double.NaN, 1));
    }

    private static List<List<Float>> rows(Dataset dataset) {
        return IntStream.range(0, dataset.size())
                .mapToObj(i -> {
                    float[] x = features(dataset, i);
                    FloatBuffer target = FloatBuffer.allocate(1);
                    dataset.copyTarget(i, target);
                    return List.of(x[0], target.get(0));
                })
                .sorted(Comparator.comparing(List::toString))
                .toList();
    }

    /** Without persons, too: whatever row is taken out, also one of several equal ones, both parts lack at most that row. */
    @Test
    void aSplitOfRowsMovesNoOtherRow() {
        TableSchema schema = TableSchema.builder()
                .columns(number("x", 0, 1000))
                .target(value("y", 0, 1))
                .build();
        List<Object[]> all = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            all.add(new Object[] {i < 60 ? i : i % 7, i % 2});
        }
        TableSplit whole = split(all, schema);
        assertTrue(whole.test().size() > 30 && whole.train().size() > 30, whole.test() + " of " + all.size());
        for (int gone = 0; gone < all.size(); gone++) {
            List<Object[]> others = new ArrayList<>(all);
            others.remove(gone);
            TableSplit fewer = split(others, schema);
            List<List<Float>> train = new ArrayList<>(rows(whole.train().dataset()));
            List<List<Float>> test = new ArrayList<>(rows(whole.test().dataset()));
            rows(fewer.train().dataset()).forEach(row -> assertTrue(train.remove(row), row + " has come"));
            rows(fewer.test().dataset()).forEach(row -> assertTrue(test.remove(row), row + " has come"));
            assertEquals(1, train.size() + test.size());
        }
        assertEquals(
                rows(whole.train().dataset()), rows(split(all, schema).train().dataset()));
        Collections.reverse(all);
        assertEquals(
                rows(whole.train().dataset()), rows(split(all, schema).train().dataset()));
    }

    /** Under replace-one the sizes are public: whatever a row is replaced by, it stays on its side, and so do the others. */
    @Test
    void aSplitByPlaceKeepsARowOnItsSideWhateverIsInIt() {
        TableSchema schema = TableSchema.builder()
                .columns(number("x", 0, 1000))
                .target(value("y", 0, 1))
                .build();
        List<Object[]> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(new Object[] {i, i % 2});
        }
        TableSplit before = splitByPlace(all, schema);
        assertTrue(before.test().size() > 15 && before.train().size() > 15, before.test() + " of " + all.size());
        int byContent = 0;
        for (int replaced = 0; replaced < all.size(); replaced++) {
            List<Object[]> others = new ArrayList<>(all);
            others.set(replaced, new Object[] {999, 1});
            TableSplit after = splitByPlace(others, schema);
            assertEquals(before.train().size(), after.train().size(), "row " + replaced);
            assertEquals(before.test().size(), after.test().size(), "row " + replaced);
            List<List<Float>> train = new ArrayList<>(rows(after.train().dataset()));
            rows(before.train().dataset()).forEach(train::remove);
            assertTrue(train.size() <= 1, "others moved");
            byContent += split(others, schema).train().size()
                            == split(all, schema).train().size()
                    ? 0
                    : 1;
        }
        assertTrue(byContent > 0, "a split by content moves some");
    }

    private static TableSplit splitByPlace(List<Object[]> rows, TableSchema schema) {
        return Tables.arrays("t", List.of("x", "y"), rows.toArray(Object[][]::new), schema)
                .splitByPlace(0.5, 9);
    }

    /** The target is a part of a row: among rows that differ in nothing else, neither value of it is always held out. */
    @Test
    void equalRowsHaveCoinsOfTheirOwn() {
        TableSchema schema = TableSchema.builder()
                .columns(number("x", 0, 1000))
                .target(value("y", 0, 1))
                .build();
        List<Object[]> equal = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            equal.add(new Object[] {1, i % 2});
        }
        TableSplit split = split(equal, schema);
        // 400 coins of 0.5: a standard deviation of 10, six of which are 60.
        assertTrue(Math.abs(split.test().size() - 200) < 60, split.test().size() + " held out");
        List<List<Float>> held = rows(split.test().dataset());
        assertEquals(2, new HashSet<>(held).size());
    }

    private static TableSplit split(List<Object[]> rows, TableSchema schema) {
        return Tables.arrays("t", List.of("x", "y"), rows.toArray(Object[][]::new), schema)
                .split(0.5, 9);
    }

    @Test
    void schemasSurviveJson() {
        TableSchema schema = TableSchema.builder()
                .columns(
                        number("a", -1, 2.5).orMissing(0.5),
                        category("b", "x", "y").orMissing().othersAs("y").embedded(2),
                        category("c", "\u00e4", "\n"))
                .target(classes("d").named("healthy", "0").named("ill", "1", "2"))
                .person("p")
                .ignore("q", "r")
                .missingTexts("", "?")
                .build();
        assertEquals(schema, TableSchema.fromJson(schema.toJson()));
        TableSchema other = TableSchema.builder()
                .columns(number("a", 0, 1))
                .target(value("y", 0, 9))
                .build();
        assertEquals(other, TableSchema.fromJson(other.toJson()));
    }

    @Test
    void brokenSchemasAreRefusedWithTheirCure() {
        String range = assertThrows(
                        IllegalArgumentException.class,
                        () -> TableSchema.fromJson("{\"columns\": [{\"name\": \"age\", \"kind\": \"number\"}]}"))
                .getMessage();
        assertTrue(range.contains("min of column age") && range.contains("private"), range);
        String list = assertThrows(
                        IllegalArgumentException.class,
                        () -> TableSchema.fromJson("{\"columns\": [{\"name\": \"sex\", \"kind\": \"category\"}]}"))
                .getMessage();
        assertTrue(list.contains("categories of column sex") && list.contains("codebook"), list);
        for (String json : List.of(
                "{\"columns\": [{\"name\": \"a\"}]}",
                "{\"columns\": [{\"name\": \"a\", \"kind\": 1}]}",
                "{\"columns\": [{\"name\": \"a\", \"kind\": \"text\"}]}")) {
            String kind = assertThrows(IllegalArgumentException.class, () -> TableSchema.fromJson(json))
                    .getMessage();
            assertTrue(kind.startsWith("kind of column a must be number or category, found "), kind);
        }
        for (String json : Arrays.asList(
                "{",
                "[]",
                "{\"columns\": []}",
                "{\"columns\": [{\"name\": \"a\", \"kind\": \"text\"}]}",
                "{\"columns\": [{\"name\": \"a\", \"kind\": \"number\", \"min\": 0, \"max\": 1, \"mean\": 0}]}")) {
            assertThrows(IllegalArgumentException.class, () -> TableSchema.fromJson(json), json);
        }
        assertThrows(IllegalArgumentException.class, () -> number("a", 1, 1));
        assertThrows(IllegalArgumentException.class, () -> number("a", Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> number("a", 0, 1).orMissing(2));
        assertThrows(IllegalArgumentException.class, () -> category("a"));
        assertThrows(IllegalArgumentException.class, () -> category("a", "x", "x"));
        assertThrows(IllegalArgumentException.class, () -> category("a", "x").othersAs("y"));
        assertThrows(IllegalArgumentException.class, () -> classes("a", "x").named("z", "x"));
        TableSchemaBuilder twice =
                TableSchema.builder().columns(number("a", 0, 1)).ignore("a");
        assertThrows(IllegalArgumentException.class, twice::build);
        TableSchemaBuilder namibia = TableSchema.builder().columns(category("country", "DE", "NA"));
        assertTrue(assertThrows(IllegalArgumentException.class, namibia::build)
                .getMessage()
                .contains("missingTexts"));
        assertEquals(1, namibia.missingTexts("").build().columns().size());
    }

    @Test
    void noValueIsInWhatATablePrints() {
        assertEquals("t: 3 rows of 3 columns", people(2, Set.of()).toString());
    }
}
