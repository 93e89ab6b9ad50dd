package org.dpmodel.tabular;

import static org.dpmodel.tabular.Columns.classes;
import static org.dpmodel.tabular.Columns.number;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.dpmodel.data.PersonIds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One person has one id, or the table is refused. */
class PersonColumnTest {
    private static final TableSchema SCHEMA = TableSchema.builder()
            .columns(number("x", 0, 1))
            .target(classes("y", "no", "yes"))
            .person("who")
            .build();

    @TempDir
    Path folder;

    private static List<String> persons(Object... ids) {
        Object[][] rows = Stream.of(ids).map(id -> new Object[] {id, 0.5, "no"}).toArray(Object[][]::new);
        return Tables.arrays("t", List.of("who", "x", "y"), rows, SCHEMA).persons();
    }

    private Table csv(String... ids) throws IOException {
        Path file = folder.resolve("t.csv");
        Files.writeString(file, "who,x,y\n" + String.join(",0.5,no\n", ids) + ",0.5,no\n");
        return Tables.csv(file, SCHEMA);
    }

    @Test
    void numbersOfEqualValueAreOnePerson() {
        assertEquals(
                List.of("7", "7", "7", "7", "7", "7", "7"),
                persons(7, 7L, 7.0, 7f, new BigDecimal("7.00"), BigInteger.valueOf(7), "7"));
        assertEquals(List.of("0", "0", "100", "100", "0.5"), persons(0.0, -0.0, 100, 1e2, new BigDecimal("0.50")));
        assertEquals(List.of("9007199254740991", "9007199254740991"), persons(0x1p53 - 1, (1L << 53) - 1));
        assertEquals(List.of("16777217", "16777217"), persons(16777217, 16777217.0));
    }

    /** A file whose ids were written by two programs, one of which took them for real numbers. */
    @ParameterizedTest
    @CsvSource({"7, 7.0", "7, 07", "1e2, 100", "0, -0", "-3, -3.00", "1.10, 1.1"})
    void oneNumberInTwoWritingsIsRefused(String first, String second) {
        String message = assertThrows(TableException.class, () -> csv("5", first, second))
                .getMessage();
        assertTrue(
                message.startsWith("t.csv, row 3 (line 4), column who: must be an id that is written in only one way,"
                        + " found \"" + second + "\": an earlier row has \"" + first + "\""),
                message);
        assertThrows(TableException.class, () -> csv(second, first));
    }

    /** As spreadsheets write them where decimals have a comma: seen to be two people. */
    @ParameterizedTest
    @ValueSource(strings = {"7;7,0", "7,5;7.5", "1,10;1,1", "07;7,0"})
    void soIsOneWithADecimalComma(String both) {
        assertThrows(TableException.class, () -> persons((Object[]) both.split(";")), both);
    }

    /** Their texts leave out what tells them apart: seen to be one person. */
    @Test
    void momentsThatDifferAreTwoPeople() {
        assertApart(new Time(36_000_001), new Time(36_000_002));
        assertApart(new Date(1_000_000_000_000L), new Date(1_000_000_000_001L));
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        try {
            // both hours of the night in which the clocks were turned back
            assertApart(new Timestamp(1_603_585_800_000L), new Timestamp(1_603_589_400_000L));
            // the 1st of January in the years 9999 and 19999, of which the text has four digits
            assertApart(new Date(253_370_761_200_000L), new Date(568_940_281_200_000L));
        } finally {
            TimeZone.setDefault(before);
        }
        assertEquals(
                List.of("2020-01-02", "10:00:00", "2020-01-02 10:00:00.5"),
                persons(
                        Date.valueOf("2020-01-02"),
                        Time.valueOf("10:00:00"),
                        Timestamp.valueOf("2020-01-02 10:00:00.5")));
    }

    private static void assertApart(Object first, Object second) {
        List<String> ids = persons(first, second, first);
        assertNotEquals(ids.get(0), ids.get(1));
        assertEquals(ids.get(0), ids.get(2));
    }

    @Test
    void theSameWritingIsTheSamePerson() throws IOException {
        assertEquals(List.of("7.0", "8.0", "7.0"), csv("7.0", "8.0", "7.0").persons());
        assertEquals(
                List.of("007", "A7", "a7", "1e99999999999"),
                csv("007", "A7", "a7", "1e99999999999").persons());
        assertThrows(TableException.class, () -> persons(7, "7.0"));
    }

    /** Neighbours that a type cannot tell apart would be one person. */
    @Test
    void numbersThatTheirTypeDoesNotHoldAreRefused() {
        for (Number id : new Number[] {
            0x1p53, 0x1p53 + 2, -0x1p53, 0x1p24f, 16777218f, Double.POSITIVE_INFINITY, -0x1p60, 0.5, 7.25f
        }) {
            String message =
                    assertThrows(TableException.class, () -> persons(id)).getMessage();
            assertTrue(message.contains("column who: must be an id that its type represents exactly"), message);
        }
        assertEquals(List.of("9007199254740993"), persons((1L << 53) + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {" a", "a ", "\ta"})
    void blanksAroundIdsAreRefused(String id) {
        assertThrows(TableException.class, () -> persons("a", id));
    }

    /** Whatever is not seen at the ends of an id, or cannot be seen in it, makes two people of one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00a0anna",
                "anna\u2007",
                "anna\u202f",
                "\ufeffanna",
                "anna\u200b",
                "an\u200bna",
                "an\u00adna",
                "an\u0000na",
                "anna\u200e",
                "an\tna",
                "\u0085anna",
                "anna\u3000",
                "\u200b",
                "\u2060\u00a0",
                "an\ud800na",
                "an\u034fna",
                "anna\ufe0f",
                "an\u180bna",
                "anna\u115f",
                "\u3164",
                "an\uffa0na",
                "anna\udb40\udd00",
                "an\u2800na",
                "an\u2065na"
            })
    void charactersThatAreNotSeenAreRefused(String id) {
        String message =
                assertThrows(TableException.class, () -> persons("x", id)).getMessage();
        assertTrue(message.contains("row 2, column who: must be an id without "), message);
    }

    /** Letters that look alike and mean the same: composed and not, wide and narrow, ligatures, blanks of another width. */
    @ParameterizedTest
    @CsvSource({
        "\u00e9va, e\u0301va",
        "Anna, \uff21nna",
        "7, \uff17",
        "7, \uff17.0",
        "fink, \ufb01nk",
        "anna berg, anna\u00a0berg",
        "\u212b, \u00c5"
    })
    void oneIdInTwoSpellingsIsRefused(String first, String second) {
        for (List<String> ids : List.of(List.of(first, second), List.of(second, first))) {
            String message = assertThrows(TableException.class, () -> persons("x", ids.get(0), ids.get(1)))
                    .getMessage();
            assertTrue(message.contains("row 3, column who: must be an id that is written in only one way"), message);
        }
        assertEquals(List.of(first, first), persons(first, first));
        assertEquals(List.of(second, second), persons(second, second));
    }

    private enum Letter {
        A
    }

    @Test
    void idsOfKnownTypesHaveTheirText() {
        UUID uuid = new UUID(1, 2);
        assertEquals(
                List.of("a", "true", "7", "A", uuid.toString(), "2026-01-02", "2026-01-03", "0x12ff"),
                persons(
                        CharBuffer.wrap("a"),
                        true,
                        '7',
                        Letter.A,
                        uuid,
                        LocalDate.of(2026, 1, 2),
                        java.sql.Date.valueOf("2026-01-03"),
                        new byte[] {0x12, (byte) 0xff}));
        assertEquals(
                List.of("0x01", "0x01", "1", "3", "4"),
                persons(new byte[] {1}, new byte[] {1}, (byte) 1, (short) 3, 4L));
    }

    /** Two objects without a text of their own would be two people, even if they are equal. */
    @Test
    void objectsWithoutATextAreRefused() {
        for (Object id : new Object[] {
            new Object(),
            new int[] {1},
            new char[] {'a'},
            Optional.of("a"),
            List.of("a"),
            new AtomicLong(1),
            new GregorianCalendar(),
            new StringReader("a"),
            Clock.systemUTC()
        }) {
            String message =
                    assertThrows(TableException.class, () -> persons("x", id)).getMessage();
            assertTrue(
                    message.contains("row 2, column who: must be an id of a type whose text identifies it")
                            && message.contains(id.getClass().getName()),
                    message);
        }
    }

    @Test
    void missingIdsAreRefused() {
        for (Object id : new Object[] {null, "", "NA", Double.NaN, " "}) {
            assertThrows(TableException.class, () -> persons("a", id));
        }
    }

    @Test
    void datasetsKnowTheirPeople() throws IOException {
        Table table = csv("b", "a", "b", "b");
        for (PersonIds people : List.of(
                table.dataset().people().orElseThrow(),
                table.indexed().people().orElseThrow(),
                table.binary().people().orElseThrow())) {
            assertEquals(2, people.people());
            assertArrayEquals(new int[] {0, 1, 2}, people.kept(2));
        }
        assertTrue(Tables.arrays(
                        "t",
                        List.of("x", "y"),
                        new Object[][] {{0.5, "no"}},
                        TableSchema.builder()
                                .columns(number("x", 0, 1))
                                .target(classes("y", "no", "yes"))
                                .build())
                .dataset()
                .people()
                .isEmpty());
    }
}
