package org.dpmodel.cli.train;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * Begins the schema of a CSV file from its header. No row is read: kinds, ranges and lists taken from rows would be
 * computed from private data, without noise.
 */
@Command(
        name = "schema",
        description = "Starts a schema for train --schema from the header of a CSV file alone.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  ./dpmodel schema visits.csv --target readmitted --person patient --ignore visit -o visits.json")
public final class SchemaCommand implements Callable<Integer> {
    /** A placeholder that reading refuses, so that no entry is forgotten. */
    private static final String PLACEHOLDER = "?";

    @Spec
    private CommandSpec command;

    @ParentCommand
    private ProgramContext program;

    @Parameters(paramLabel = "FILE", description = "a CSV file with a header")
    private Path file;

    @Option(
            names = "--target",
            paramLabel = "COLUMN",
            required = true,
            description = "the column to predict; required (default: none)")
    private String target;

    @Option(
            names = "--person",
            paramLabel = "COLUMN",
            description = "the column that says whose record it is (default: none)")
    private String person;

    @Option(names = "--ignore", paramLabel = "COLUMN", description = "a column to ignore; repeatable (default: none)")
    private List<String> ignored = new ArrayList<>();

    @Mixin
    private CsvOptions csv;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "where to write the schema, a new file (default: standard output)")
    private Path out;

    @Override
    public Integer call() throws IOException {
        List<String> header = csv.header(file);
        named().forEach(column -> {
            if (!header.contains(column)) {
                throw Usage.error(
                        command, file + " has no column " + column + ": pass one of " + String.join(", ", header));
            }
        });
        String schema = skeleton(header).toPrettyString() + "\n";
        if (out == null) {
            program.out().print(schema);
            program.out().flush();
        } else {
            writeNew(schema);
            program.out()
                    .println(
                            "Wrote " + out + " from the header alone. Write each kind: number, with its min and max, or"
                                    + " category, with its categories; for the target number or classes. Take them from what the"
                                    + " columns mean, never from the rows: docs/tables.md.");
        }
        return 0;
    }

    private Stream<String> named() {
        return Stream.concat(Stream.of(target), Stream.concat(Stream.ofNullable(person), ignored.stream()));
    }

    private ObjectNode skeleton(List<String> header) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        ArrayNode columns = schema.putArray("columns");
        header.stream()
                .filter(column -> named().noneMatch(column::equals))
                .forEach(column -> columns.addObject().put("name", column).put("kind", PLACEHOLDER));
        schema.putObject("target").put("name", target).put("kind", PLACEHOLDER);
        if (person != null) {
            schema.put("person", person);
        }
        if (!ignored.isEmpty()) {
            ignored.forEach(schema.putArray("ignored")::add);
        }
        return schema;
    }

    /** A schema that somebody has filled in is not overwritten. */
    private void writeNew(String schema) throws IOException {
        try {
            Files.writeString(out, schema, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(out + " exists: pass another file, or delete it", e);
        }
    }
}
