package org.dpmodel.cli.train;

import java.util.List;
import java.util.stream.Collectors;

/** A line of comma-separated fields, quoted according to RFC 4180. */
final class CsvLine {
    private CsvLine() {}

    static String of(List<String> fields) {
        return fields.stream().map(CsvLine::quoted).collect(Collectors.joining(","));
    }

    private static String quoted(String field) {
        return field.matches("(?s).*[,\"\r\n].*") ? '"' + field.replace("\"", "\"\"") + '"' : field;
    }
}
