package org.dpmodel.tabular;

import static org.dpmodel.tabular.Columns.category;
import static org.dpmodel.tabular.Columns.classes;
import static org.dpmodel.tabular.Columns.number;
import static org.dpmodel.tabular.Columns.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as others write them come out to the letter, or not at all. */
class CsvReadingTest {
    private static final TableSchema SCHEMA = TableSchema.builder()
            .columns(number("age", 0, 100).orMissing(50), category("sex", "f", "m"))
            .target(classes("ill", "no", "yes"))
            .build();

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.write(folder.resolve("t.csv"), text.getBytes(StandardCharsets.UTF_8));
    }

    private Table read(String text) throws IOException {
        return Tables.csv(file(text), SCHEMA);
    }

    private String refused(String text) {
        return assertThrows(TableException.class, () -> read(text)).getMessage();
    }

    private static float[] row(Table table, int index) {
        FloatBuffer row = FloatBuffer.allocate(4);
        table.dataset().copyFeatures(index, row);
        return row.array();
    }

    @ParameterizedTest
    @CsvSource({"'\n'", "'\r\n'", "'\r'"})
    void linesEndInAnyWayWithAndWithoutALastOne(String end) throws IOException {
        for (String last : List.of("", end)) {
            Table table = read(String.join(end, "age,sex,ill", "100,f,no", ",m,yes") + last);
            assertEquals(2, table.size());
            assertArrayEquals(new float[] {1, 0, 1, 0}, row(table, 0));
            assertArrayEquals(new float[] {0, 1, 0, 1}, row(table, 1));
        }
    }

    static Stream<Arguments> breaksInQuotes() {
        List<Arguments> all = new ArrayList<>();
        for (String within : List.of("\n", "\r\n", "\r", "\r\r", "\n\r")) {
            for (String end : List.of("\n", "\r\n", "\r")) {
                for (boolean lastField : new boolean[] {true, false}) {
                    for (boolean endsFile : new boolean[] {true, false}) {
                        all.add(Arguments.of(within, end, lastField, endsFile));
                    }
                }
            }
        }
        return all.stream();
    }

    /** Lone CRs at the end of a quoted field, in the middle of it, and alone in it; the field is found in the list to the letter. */
    @ParameterizedTest
    @MethodSource("breaksInQuotes")
    void lineEndsInQuotesBelongToTheField(String within, String end, boolean lastField, boolean endsFile)
            throws IOException {
        for (String text : List.of("a" + within + "b", "a" + within, within, within + "b", "a\"" + within + "\"b,")) {
            TableSchema schema = TableSchema.builder()
                    .columns(category("note", "plain", text), number("n", 0, 10))
                    .build();
            String quoted = "\"" + text.replace("\"", "\"\"") + "\"";
            List<String> lines = lastField
                    ? List.of("n,note", "5," + quoted, "0,plain", "5," + quoted)
                    : List.of("note,n", quoted + ",5", "plain,0", quoted + ",5");
            Table table = Tables.csv(file(String.join(end, lines) + (endsFile ? "" : end)), schema);
            assertEquals(3, table.size());
            for (int i : new int[] {0, 2}) {
                FloatBuffer row = FloatBuffer.allocate(3);
                table.untargeted().copyFeatures(i, row);
                assertArrayEquals(new float[] {0, 1, 0}, row.array());
            }
        }
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstName() throws IOException {
        assertEquals(1, read("\uFEFFage,sex,ill\n1,f,no\n").size());
        assertEquals(1, read("\uFEFF\"age\",sex,ill\n1,f,no\n").size());
    }

    @Test
    void otherSeparatorsAndCharsets() throws IOException {
        TableSchema schema = TableSchema.builder()
                .columns(category("gr\u00f6\u00dfe", "\u00fc", "a"))
                .ignore("x")
                .build();
        Path file = Files.write(
                folder.resolve("latin.csv"), "x;gr\u00f6\u00dfe\n1,5;\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
        CsvFormat format = CsvFormat.standard().separatedBy(';');
        assertEquals(
                1,
                Tables.csv(file, format.in(StandardCharsets.ISO_8859_1), schema).size());
        String message = assertThrows(TableException.class, () -> Tables.csv(file, format, schema))
                .getMessage();
        assertTrue(message.contains("UTF-8") && message.contains("ISO_8859_1"), message);
        // Its first bytes are none of UTF-8 already.
        Files.write(file, "x;gr\u00f6\u00dfe\n1,5;\u00fc\n".getBytes(StandardCharsets.UTF_16));
        assertEquals(
                1, Tables.csv(file, format.in(StandardCharsets.UTF_16), schema).size());
        message = assertThrows(TableException.class, () -> Tables.csv(file, format, schema))
                .getMessage();
        assertTrue(message.startsWith("latin.csv: must be text in UTF-8"), message);
    }

    @Test
    void valuesBeyondTheRangeAreClipped() throws IOException {
        Table table = read("age,sex,ill\n-7,f,no\n1e30,f,no\n.5e2,f,no\n+25.,f,no\n");
        assertEquals(-1, row(table, 0)[0]);
        assertEquals(1, row(table, 1)[0]);
        assertEquals(0, row(table, 2)[0]);
        assertEquals(-0.5f, row(table, 3)[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "1d",
        "1f",
        "0x1p3",
        "0x10",
        "1e400",
        "-1e39",
        "NaN",
        "Infinity",
        "' 1'",
        "'1 '",
        "1_000",
        "1.2.3",
        "e5",
        "\u0661"
    })
    void whatIsNoNumberIsRefusedWithItsPlace(String text) {
        String message = refused("age,sex,ill\n1,f,no\n\"" + text + "\",f,no\n");
        assertTrue(message.startsWith("t.csv, row 2 (line 3), column age: must be a "), message);
        assertTrue(message.contains(text), message);
    }

    @Test
    void decimalCommasAreRefused() {
        String message = refused("age,sex,ill\n\"3,5\",f,no\n");
        assertTrue(message.contains("row 1 (line 2), column age") && message.contains("decimal commas"), message);
        // Unquoted, it is a field too many.
        message = refused("age,sex,ill\n3,5,f,no\n");
        assertTrue(message.contains("row 1 (line 2): must have 3 fields, as the header has, found 4"), message);
    }

    @Test
    void decimalCommasAreReadWhereTheyAreAskedFor() throws IOException {
        TableSchema schema = TableSchema.builder()
                .columns(number("kg", 0, 200).orMissing(100), category("code", "1,5", "1.5"))
                .target(value("dose", 0, 10))
                .missingTexts("k.A.")
                .build();
        CsvFormat format = CsvFormat.standard().separatedBy(';').withDecimalCommas();
        Path file = file("kg;code;dose\n50,0;1,5;2,5\n-1,5e2;1.5;5\nk.A.;1.5;,5\n");
        Table table = Tables.csv(file, format, schema);
        assertArrayEquals(new float[] {-0.5f, 0, 1, 0}, row(table, 0));
        assertArrayEquals(new float[] {-1, 0, 0, 1}, row(table, 1));
        assertArrayEquals(new float[] {0, 1, 0, 1}, row(table, 2));
        FloatBuffer dose = FloatBuffer.allocate(1);
        table.dataset().copyTarget(0, dose);
        assertEquals(-0.5f, dose.get(0));
        for (String number : List.of("1.500", "1.500,5", "0.5", "1.5e3")) {
            file("kg;code;dose\n50;1,5;1\n" + number + ";1.5;1\n");
            String message = assertThrows(TableException.class, () -> Tables.csv(file, format, schema))
                    .getMessage();
            assertTrue(
                    message.startsWith("t.csv, row 2 (line 3), column kg: must be a number with a decimal comma"),
                    message);
            assertTrue(message.contains(number), message);
        }
    }

    @Test
    void aFileWithAnotherSeparatorIsReported() throws IOException {
        for (String separator : List.of(";", "\t", "|")) {
            String message = refused(String.join(separator, "age", "sex", "ill\n1", "f", "no\n"));
            String written = separator.equals("\t") ? "\\t" : separator;
            assertTrue(message.endsWith("separatedBy('" + written + "')"), message);
        }
        // A name may hold what elsewhere separates.
        TableSchema schema = TableSchema.builder().columns(category("a;b", "x")).build();
        assertEquals(1, Tables.csv(file("a;b\nx\n"), schema).size());
    }

    @Test
    void fieldsAreNeitherCutNorFilledUp() {
        assertTrue(refused("age,sex,ill\n1,f,no\n1,f\n").contains("row 2 (line 3): must have 3 fields"));
        assertTrue(refused("age,sex,ill\n1,f,no,\n").contains("found 4"));
        assertTrue(refused("age,sex,ill\n1,f,no\n\n1,f,no\n").contains("row 2 (line 3): must have 3 fields"));
    }

    /** A row of one column may be an empty line: it is a missing value, not nothing. */
    @Test
    void anEmptyLineOfOneColumnIsARow() throws IOException {
        TableSchema schema =
                TableSchema.builder().columns(number("x", 0, 1).orMissing(0)).build();
        assertEquals(3, Tables.csv(file("x\n1\n\n0\n"), schema).size());
    }

    @Test
    void linesOfErrorsCountThoseInQuotes() {
        TableSchema schema = TableSchema.builder()
                .columns(category("note", "a\r\nb"), number("n", 0, 1))
                .build();
        String message = assertThrows(
                        TableException.class,
                        () -> Tables.csv(file("note,n\r\n\"a\r\nb\",1\r\n\"a\r\nb\",x\r\n"), schema))
                .getMessage();
        assertTrue(message.startsWith("t.csv, row 2 (line 4), column n: "), message);
    }

    @Test
    void headersAreChecked() {
        assertTrue(refused("age,sex,age,ill\n").contains("found \"age\" twice"));
        assertTrue(refused("age,ill\n1,no\n").contains("without [sex]"));
        assertTrue(refused("age,sex,ill,income\n1,f,no,3\n").contains("found [income] in addition"));
        assertTrue(refused("").contains("found an empty file"));
        assertTrue(refused(" age,sex,ill\n1,f,no\n").contains("without [age]"));
    }

    @Test
    void quotesAreClosed() {
        assertTrue(refused("age,sex,ill\n1,\"f,no\n1,f,no\n").contains("close each quote"));
        assertTrue(refused("age,sex,ill\n1,\"f\"x,no\n").contains("close each quote"));
    }

    @Test
    void anUnknownCategoryIsRefusedWithItsCure() {
        String message = refused("age,sex,ill\n1,f,no\n1,F,no\n");
        assertTrue(
                message.startsWith(
                        "t.csv, row 2 (line 3), column sex: must be one of the categories [f, m], found \"F\": "),
                message);
        assertTrue(message.contains("othersAs"), message);
        assertTrue(refused("age,sex,ill\n1,f,maybe\n").contains("column ill: must be a text of the classes"));
    }

    @Test
    void missingValuesAreFilledWhereDeclaredAndRefusedElsewhere() throws IOException {
        assertArrayEquals(new float[] {0, 1, 1, 0}, row(read("age,sex,ill\nNA,f,no\n"), 0));
        assertArrayEquals(new float[] {0, 1, 1, 0}, row(read("age,sex,ill\n\"\",f,no\n"), 0));
        assertTrue(refused("age,sex,ill\n1,,no\n")
                .contains("column sex: must not be missing: declare the column with orMissing()"));
        assertTrue(refused("age,sex,ill\n1,f,\n").contains("column ill: must be a text of the classes"));
        assertTrue(refused("age,sex,ill\nn/a,f,no\n").contains("missingTexts"));
    }

    @Test
    void commentsAreRows() {
        assertTrue(refused("age,sex,ill\n#1,f,no\n").contains("found \"#1\""));
    }
}
