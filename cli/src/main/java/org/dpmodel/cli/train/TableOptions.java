package org.dpmodel.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dpmodel.Losses;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.cli.options.TextFile;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.plan.PersonProtection;
import org.dpmodel.plan.PersonProtection.Way;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.tabular.Table;
import org.dpmodel.tabular.TableSchema;
import org.dpmodel.tabular.TableSplit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for reading a table, and for whom its training protects. */
final class TableOptions {
    private static final double DEFAULT_HELD_OUT = 0.2;
    private static final long DEFAULT_SPLIT_SEED = 1;
    private static final List<String> OWN = List.of(
            "--schema",
            "--person-column",
            "--records-per-person",
            "--people-as-groups",
            "--class-weights",
            "--hold-out",
            "--split-seed");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description = "of a table: its columns with public ranges and lists, as JSON (default: none)")
    private Path schemaFile;

    @Mixin
    private CsvOptions csv;

    @Option(
            names = "--person-column",
            paramLabel = "NAME",
            description = "of a table: whose record a row is (default: the schema's)")
    private String personColumn;

    @Option(
            names = "--records-per-person",
            paramLabel = "K",
            description = "of a table: protect people, with the first K records of each (default: protect rows)")
    private Integer recordsPerPerson;

    @Option(
            names = "--people-as-groups",
            description = "draw records one by one, and charge people as groups (default: draw people)")
    private boolean asGroups;

    @Option(
            names = "--class-weights",
            paramLabel = "W,W,...",
            split = ",",
            hideParamSyntax = true,
            description = "of a table: the cost of a mistake in each class of the schema, such as 1,1.25 (default: 1 "
                    + "each)")
    private double[] classWeights;

    @Option(
            names = "--hold-out",
            paramLabel = "SHARE",
            description = "of a table: share held out for the final evaluation (default: " + DEFAULT_HELD_OUT + ")")
    private Double heldOut;

    @Option(
            names = "--split-seed",
            paramLabel = "S",
            description = "of a table: seed that chooses the held-out part (default: " + DEFAULT_SPLIT_SEED + ")")
    private Long splitSeed;

    private boolean replaceOne;

    /**
     * The adjacency of the training's guarantee: where rows or people are replaced, nobody may change sides because of the
     * content or the id.
     */
    void compares(Optional<Adjacency> adjacency) {
        replaceOne = adjacency.filter(Adjacency.REPLACE_ONE::equals).isPresent();
    }

    /** Finds options that exclude each other. */
    void check(boolean ofTable) {
        if (!ofTable) {
            Stream.concat(OWN.stream(), CsvOptions.NAMES.stream())
                    .filter(name -> command.commandLine().getParseResult().hasMatchedOption(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw Usage.error(command, name + " belongs to a table: pass --data FILE.csv, or leave it out");
                    });
            return;
        }
        if (schemaFile == null) {
            throw Usage.error(
                    command,
                    "--data FILE.csv needs --schema FILE.json, which says what its columns are and is written without looking"
                            + " at the data: see docs/tables.md");
        }
        if (asGroups && recordsPerPerson == null) {
            throw Usage.error(command, "--people-as-groups belongs to --records-per-person K: add it, or leave it out");
        }
        if (heldOut != null && !(heldOut > 0 && heldOut < 1)) {
            throw Usage.error(command, "--hold-out must be in (0, 1), found " + heldOut + ": 0.2 is usual");
        }
        if (recordsPerPerson != null && recordsPerPerson < 1) {
            throw Usage.error(
                    command,
                    "--records-per-person must be at least 1, found " + recordsPerPerson
                            + ": pass the maximum number of records to keep per person");
        }
    }

    /** How people are protected; empty if each row is a unit of privacy. */
    Optional<PersonProtection> protection(SamplingScheme sampling) {
        return Optional.ofNullable(recordsPerPerson)
                .map(most -> asGroups
                        ? new PersonProtection(most, Way.CHARGED_AS_GROUP)
                        : PersonProtection.cheapest(most, sampling));
    }

    /** The loss that fits the schema's target. */
    Loss loss(TableSchema schema) {
        if (schema.classes().isEmpty()) {
            if (classWeights != null) {
                throw Usage.error(
                        command,
                        "--class-weights needs a target of classes, found a number: leave it out, or change the schema");
            }
            return Losses.meanSquaredError();
        }
        if (classWeights == null) {
            return Losses.softmaxCrossEntropy();
        }
        if (classWeights.length != schema.classes().size()) {
            throw Usage.error(
                    command,
                    "--class-weights must have a number for each class, " + String.join(", ", schema.classes())
                            + ", found " + classWeights.length + ": pass them in this order, with commas between them");
        }
        return Usage.checked(command, () -> Losses.softmaxCrossEntropy().withClassWeights(classWeights));
    }

    /** The schema, with the person column if an option names one. */
    TableSchema schema() throws IOException {
        TableSchema schema = read(schemaFile);
        if (schema.target().isEmpty()) {
            throw new IOException(schemaFile + " has no target: add \"target\", the column to predict");
        }
        TableSchema named = personColumn == null ? schema : withPerson(schema);
        if (recordsPerPerson != null && named.person().isEmpty()) {
            throw Usage.error(
                    command,
                    "--records-per-person needs to know whose records they are: pass --person-column NAME, or name the"
                            + " person in the schema");
        }
        return named;
    }

    /** A schema in a file. */
    static TableSchema read(Path file) throws IOException {
        try {
            return TableSchema.fromJson(TextFile.read(file, "a schema, as docs/tables.md shows"));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + CsvOptions.inWordsOfTheProgram(e.getMessage()), e);
        }
    }

    private TableSchema withPerson(TableSchema schema) {
        if (schema.person().filter(name -> !name.equals(personColumn)).isPresent()) {
            throw Usage.error(
                    command,
                    "--person-column must be the schema's, " + schema.person().get() + ", found " + personColumn
                            + ": leave it out, or change the schema");
        }
        Set<String> ignored = new LinkedHashSet<>(schema.ignored());
        ignored.remove(personColumn);
        return Usage.checked(
                command,
                () -> new TableSchema(
                        schema.columns(), schema.target(), Optional.of(personColumn), ignored, schema.missingTexts()));
    }

    /** Reads the table, and holds out a part. */
    TableSplit split(Path file, TableSchema schema) throws IOException {
        boolean ofPeople = schema.person().isPresent();
        if (replaceOne && ofPeople && recordsPerPerson == null) {
            throw Usage.error(
                    command,
                    "where single rows are replaced (replace-one), the rows of a person cannot be held out together without"
                            + " a row moving others: pass --records-per-person K to protect people, or name the person neither"
                            + " by --person-column nor in the schema, but in its \"ignored\"");
        }
        Table table = table(file, schema);
        if (table.size() == 0) {
            throw new IOException(file + " has a header but no rows: pass a file with training rows");
        }
        double share = heldOut == null ? DEFAULT_HELD_OUT : heldOut;
        long picked = splitSeed == null ? DEFAULT_SPLIT_SEED : splitSeed;
        if (replaceOne) {
            return ofPeople ? table.splitPeopleByPlace(share, picked) : table.splitByPlace(share, picked);
        }
        return table.split(share, picked);
    }

    /** Reads the whole table. */
    Table table(Path file, TableSchema schema) throws IOException {
        return csv.read(file, schema);
    }

    /** What the user should know about whom a training protects. */
    List<String> notes(TableSchema schema) {
        List<String> notes = new ArrayList<>();
        if (classWeights != null) {
            List<String> weights = new ArrayList<>();
            for (int i = 0; i < classWeights.length; i++) {
                weights.add(schema.classes().get(i) + " " + classWeights[i]);
            }
            notes.add("cost of a mistake, by class: " + String.join(", ", weights)
                    + "; prefer weights below 1, since gradients are clipped to the clipping norm, and do "
                    + "not compute them from the data");
        }
        if (recordsPerPerson == null) {
            notes.add(
                    schema.person().isPresent()
                            ? "the statement protects single rows, not people who have several; --records-per-person K makes it about people"
                            : "the statement protects single rows; if people have several, name them by --person-column and"
                                    + " --records-per-person");
        }
        return notes;
    }
}
