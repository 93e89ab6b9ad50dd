package org.dpmodel.cli.train;

import java.util.List;
import java.util.stream.Collectors;

/** A line of comma-separated fields, which are quoted as RFC 4180 says. */
final class CsvLine {
    private CsvLine() {}

    static String of(List<String> fields) {
        return fields.stream().map(CsvLine::quoted).collect(Collectors.joining(","));
    }

    private static String quoted(String field) {
        return field.matches("(?s).*[,\"\r\n].*") ? '"' + field.replace("\"", "\"\"") + '"' : field;
    }
}
