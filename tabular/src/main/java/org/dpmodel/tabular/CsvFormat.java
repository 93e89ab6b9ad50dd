package org.dpmodel.tabular;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.dpmodel.validation.Require;

/**
 * The format of a CSV file. Lines end in LF, CRLF or a lone CR, each also within quotes, where it belongs to the field;
 * a quote in a quoted field is doubled (RFC 4180); a byte order mark is not part of the first name. The first line is
 * the header.
 *
 * @param separator between two fields
 * @param charset charset of the text; bytes that are invalid in it are refused
 * @param decimalCommas whether numbers are written with a comma, as 81,5; points are then refused in them, since 1.500 may be 1.5 or
 *     1500. If it is false, commas are
 */
public record CsvFormat(char separator, Charset charset, boolean decimalCommas) {
    /**
     * Checks the separator.
     *
     * @throws IllegalArgumentException if it is a quote or ends lines
     */
    public CsvFormat {
        Objects.requireNonNull(charset, "charset");
        if (separator == '"' || separator == '\n' || separator == '\r') {
            throw Require.broken(
                    "separator", "must not be a quote or a line end", (int) separator, "pass ',', ';' or a tab");
        }
    }

    /**
     * Commas and UTF-8.
     *
     * @return the format
     */
    public static CsvFormat standard() {
        return new CsvFormat(',', StandardCharsets.UTF_8, false);
    }

    /**
     * This format with a different separator.
     *
     * @param value for example {@code ';'} or a tab
     * @return the changed format
     */
    public CsvFormat separatedBy(char value) {
        return new CsvFormat(value, charset, decimalCommas);
    }

    /**
     * This format in a different charset.
     *
     * @param value for example {@code StandardCharsets.ISO_8859_1}
     * @return the changed format
     */
    public CsvFormat in(Charset value) {
        return new CsvFormat(separator, value, decimalCommas);
    }

    /**
     * This format with numbers that have a decimal comma, as in 81,5.
     *
     * @return the changed format
     */
    public CsvFormat withDecimalCommas() {
        return new CsvFormat(separator, charset, true);
    }
}
