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

/**
 * Reads CSV by FastCSV, with every leniency off: nothing is skipped, trimmed, cut or filled up. Release 4.4.0 is the first that
 * keeps a quoted field with a lone CR at the end of a line that ends in LF.
 */
final class CsvRows {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private CsvRows() {}

    static Table read(Path file, CsvFormat format, TableSchema schema) throws IOException {
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
            return read(name, records.iterator(), schema);
        } catch (CsvParseException e) {
            throw new TableException(
                    name + ": " + said(e) + ": close each quote, and double those within a quoted field", e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw new TableException(
                        name + ": must be text in " + format.charset()
                                + ", found bytes that are none: name the charset, as"
                                + " CsvFormat.standard().in(StandardCharsets.ISO_8859_1)",
                        e);
            }
            throw e.getCause();
        }
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

    private static Table read(String name, Iterator<CsvRecord> records, TableSchema schema) {
        if (!records.hasNext()) {
            throw new TableException(name + ": must begin with a header, found an empty file: write the names of the"
                    + " columns into the first line");
        }
        RowReader rows = new RowReader(name, records.next().getFields(), schema);
        while (records.hasNext()) {
            CsvRecord record = records.next();
            rows.add(
                    " (line " + record.getStartingLineNumber() + ")",
                    record.getFields().toArray());
        }
        return rows.table();
    }

    /** What the parser found, with the line that it names. */
    private static String said(CsvParseException error) {
        return error.getCause() == null
                ? error.getMessage()
                : error.getMessage() + ", " + error.getCause().getMessage();
    }
}
