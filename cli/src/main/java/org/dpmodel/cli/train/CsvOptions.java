package org.dpmodel.cli.train;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.tabular.CsvFormat;
import org.dpmodel.tabular.Table;
import org.dpmodel.tabular.TableException;
import org.dpmodel.tabular.TableSchema;
import org.dpmodel.tabular.Tables;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for the format of CSV files, and for reading them. */
final class CsvOptions {
    /** All of these options. */
    static final List<String> NAMES = List.of("--separator", "--charset", "--decimal-commas");

    /** The library's remedies, in terms of options and of the schema file. */
    private static final Map<String, String> CURES = Map.of(
            "name the charset, for example with CsvFormat.standard().in(StandardCharsets.ISO_8859_1)",
                    "name the charset with --charset, such as ISO-8859-1, windows-1252 or UTF-16",
            "name its separator, for example with CsvFormat.standard().separatedBy('\\t')", "pass --separator tab",
            "name its separator, for example with CsvFormat.standard().separatedBy(", "pass --separator (",
            "read it with CsvFormat.standard().withDecimalCommas()", "pass --decimal-commas",
            "read it without withDecimalCommas()", "leave out --decimal-commas",
            "in ignore(...)", "in \"ignored\" of the schema",
            "in missingTexts(...)", "in \"missingTexts\" of the schema");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--separator",
            paramLabel = "C",
            description = "of a table: the field separator, such as ';' or tab (default: a comma)")
    private String separator;

    @Option(
            names = "--charset",
            paramLabel = "NAME",
            description = "of a table: the encoding, such as ISO-8859-1 (default: UTF-8)")
    private String charset;

    @Option(
            names = "--decimal-commas",
            description = "of a table: numbers have decimal commas, such as 81,5 (default: decimal points)")
    private boolean decimalCommas;

    /**
     * The format that the options describe.
     *
     * @throws picocli.CommandLine.ParameterException if one has an invalid value
     */
    CsvFormat format() {
        CsvFormat format = CsvFormat.standard().in(charset());
        if (decimalCommas) {
            format = format.withDecimalCommas();
        }
        return separator == null ? format : separated(format);
    }

    private CsvFormat separated(CsvFormat format) {
        boolean tab = separator.equalsIgnoreCase("tab") || separator.equals("\\t");
        String text = tab ? "\t" : separator;
        if (text.length() != 1) {
            throw Usage.error(
                    command,
                    "--separator must be one character or tab, found " + separator + ": pass the field separator in "
                            + "quotes, such as ';'");
        }
        return Usage.checked(command, () -> format.separatedBy(text.charAt(0)));
    }

    private Charset charset() {
        if (charset == null) {
            return CsvFormat.standard().charset();
        }
        try {
            return Charset.forName(charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw Usage.error(
                    command,
                    "--charset must be one that Java knows, found " + charset
                            + ": pass UTF-8, ISO-8859-1, windows-1252 or UTF-16, for example");
        }
    }

    /** Reads a file; errors are expressed in terms of the program's options. */
    Table read(Path file, TableSchema schema) throws IOException {
        return read(file, format -> Tables.csv(file, format, schema));
    }

    /** Reads only the names of the columns. */
    List<String> header(Path file) throws IOException {
        return read(file, format -> Tables.csvHeader(file, format));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T by(CsvFormat format) throws IOException;
    }

    private <T> T read(Path file, Reading<T> reading) throws IOException {
        CsvFormat format = format();
        if (!Files.exists(file)) {
            throw new IOException(file + " does not exist: pass a CSV file");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is a folder: pass a CSV file");
        }
        try {
            return reading.by(format);
        } catch (TableException e) {
            throw new IOException(inWordsOfTheProgram(e.getMessage()), e);
        }
    }

    /** Translates a sentence of the library about a table or a schema. */
    static String inWordsOfTheProgram(String sentence) {
        // Among names with a common beginning, the longer one comes first.
        List<String> cures = CURES.keySet().stream()
                .sorted((one, other) -> Integer.compare(other.length(), one.length()))
                .toList();
        String said = sentence;
        for (String cure : cures) {
            said = said.replace(cure, CURES.get(cure));
        }
        return said.replaceAll("orMissing\\([^)]*\\)", "\"missing\" in the schema")
                .replaceAll("--separator \\(('.')\\)", "--separator $1");
    }
}
