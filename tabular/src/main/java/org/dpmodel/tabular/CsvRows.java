package org.dpmodel.tabular;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Reads CSV with FastCSV, with every leniency switched off: nothing is skipped, trimmed, truncated or padded. Release
 * 4.4.0 is the first that keeps a quoted field with a lone CR at the end of a line that ends in LF.
 */
final class CsvRows {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private CsvRows() {}

    /** The result for the records of a file. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(String name, Iterator<CsvRecord> records);
    }

    static Table read(Path file, CsvFormat format, TableSchema schema) throws IOException {
        return read(file, format, (name, records) -> read(name, records, format, schema));
    }

    /** Only the first line, since everything below it is private. */
    static List<String> header(Path file, CsvFormat format) throws IOException {
        return read(file, format, (name, records) -> header(name, records, format, column -> false));
    }

    private static <T> T read(Path file, CsvFormat format, Reading<T> reading) throws IOException {
        String name = String.valueOf(file.getFileName());
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
                Reader text = text(bytes, format);
                CsvReader<CsvRecord> records = CsvReader.builder()
                        .fieldSeparator(format.separator())
                        .commentStrategy(CommentStrategy.NONE)
                        .skipEmptyLines(false)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .allowUnclosedQuote(false)
                        .trimWhitespacesAroundQuotes(false)
                        .ofCsvRecord(text)) {
            return reading.of(name, records.iterator());
        } catch (CsvParseException e) {
            throw new TableException(
                    name + ": " + said(e) + ": close each quote, and double those within a quoted field", e);
        } catch (CharacterCodingException e) {
            throw otherCharset(name, format, e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw otherCharset(name, format, e);
            }
            throw e.getCause();
        }
    }

    private static TableException otherCharset(String name, CsvFormat format, Exception cause) {
        return new TableException(
                name + ": must be text in " + format.charset()
                        + ", found bytes that are not: name the charset, for example with"
                        + " CsvFormat.standard().in(StandardCharsets.ISO_8859_1)",
                cause);
    }

    private static Reader text(InputStream bytes, CsvFormat format) throws IOException {
        PushbackReader text = new PushbackReader(new InputStreamReader(
                bytes,
                format.charset()
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        int first = text.read();
        if (first >= 0 && first != BYTE_ORDER_MARK) {
            text.unread(first);
        }
        return text;
    }

    private static Table read(String name, Iterator<CsvRecord> records, CsvFormat format, TableSchema schema) {
        List<String> header = header(name, records, format, column -> isNamed(column, schema));
        RowReader rows = new RowReader(name, header, schema);
        Map<String, Integer> numbers = format.decimalCommas() ? rows.numbers() : Map.of();
        while (records.hasNext()) {
            CsvRecord record = records.next();
            String where = " (line " + record.getStartingLineNumber() + ")";
            Object[] fields = record.getFields().toArray();
            numbers.forEach((column, place) -> {
                if (place < fields.length && !Values.isMissing(fields[place], schema.missingTexts())) {
                    try {
                        fields[place] = Values.withPoint((String) fields[place]);
                    } catch (IllegalArgumentException e) {
                        throw rows.wrong(where, column, e);
                    }
                }
            });
            rows.add(where, fields);
        }
        return rows.table();
    }

    private static List<String> header(
            String name, Iterator<CsvRecord> records, CsvFormat format, Predicate<String> isColumn) {
        if (!records.hasNext()) {
            throw new TableException(name + ": must begin with a header, found an empty file: write the column names "
                    + "into the first line");
        }
        List<String> header = records.next().getFields();
        checkSeparator(name, header, format, isColumn);
        return header;
    }

    /** A header of one column that contains another common separator belongs to a file with that separator. */
    private static void checkSeparator(String name, List<String> header, CsvFormat format, Predicate<String> isColumn) {
        if (header.size() > 1 || isColumn.test(header.get(0))) {
            return;
        }
        for (char other : new char[] {';', '\t', ',', '|'}) {
            if (header.get(0).indexOf(other) >= 0 && other != format.separator()) {
                String written = other == '\t' ? "'\\t'" : "'" + other + "'";
                throw new TableException(name + ": the header must have fields separated by '" + format.separator()
                        + "', found one, \""
                        + header.get(0) + "\": name its separator, for example with CsvFormat.standard().separatedBy("
                        + written
                        + ")");
            }
        }
    }

    private static boolean isNamed(String column, TableSchema schema) {
        return schema.columns().stream().anyMatch(read -> read.name().equals(column))
                || schema.target()
                        .filter(target -> target.column().equals(column))
                        .isPresent()
                || schema.person().filter(column::equals).isPresent()
                || schema.ignored().contains(column);
    }

    /** The parser's error, with the line that it names. */
    private static String said(CsvParseException error) {
        return error.getCause() == null
                ? error.getMessage()
                : error.getMessage() + ", " + error.getCause().getMessage();
    }
}
