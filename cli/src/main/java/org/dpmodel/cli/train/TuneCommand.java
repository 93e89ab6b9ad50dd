package org.dpmodel.cli.train;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.RunCount;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.cli.options.OutputFile;
import org.dpmodel.cli.options.PathConverter;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.nn.Network;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Chooses the best of a random number of private runs, and states the cost of the whole search. */
@Command(
        name = "tune",
        description = {
            "Trains a random number of candidates and releases the best, at the cost of the whole search.",
            "All options of train may follow; --learning-rate, --clipping-norm, --momentum, --optimizer and --model take lists,"
                    + " as --learning-rate 0.5,1,2. Each run draws one of all combinations. See docs/tuning.md.",
            "--runs: geometric:GAMMA, logarithmic:GAMMA, negative-binomial:SHAPE:GAMMA or poisson:MEAN.",
            "--validation: public costs nothing, but the data must really be public (test digits, or "
                    + "--validation-data); private:NOISE counts correct answers on held-out rows, adds Gaussian "
                    + "noise of that standard deviation, and charges for it."
        },
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel tune --tune-dir choice --validation public --learning-rate 0.5,1,2 --clipping-norm 0.1,0.3",
            "  ./dpmodel tune --tune-dir choice --resume                       continue after an interruption",
            "  ./dpmodel privacy --tune geometric:0.1                          the cost, before anything is spent"
        })
public final class TuneCommand implements Callable<Integer> {
    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--tune-dir",
            paramLabel = "DIR",
            required = true,
            description = "folder of the search, as private as the data; required (default: none)")
    private Path folder;

    @Option(
            names = "--runs",
            paramLabel = "RUNS",
            defaultValue = "geometric:0.2",
            description = "distribution of the number of runs, see below (default: ${DEFAULT-VALUE}, 5 on average)")
    private String runs;

    @Option(
            names = "--validation",
            paramLabel = "KIND",
            description = "what candidates are compared on, see below; required (default: none)")
    private String validation;

    @Option(
            names = "--validation-data",
            paramLabel = "FILE.csv",
            description = "of a table: public rows to compare candidates on (default: the held-out rows)")
    private Path validationData;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "the best model, replaced if it exists (default: best.onnx in --tune-dir)")
    private Path output;

    @Option(names = "--resume", description = "continue the search in --tune-dir (default: start one)")
    private boolean resume;

    @Option(
            names = "--keep-runs",
            description = "keep the folders of all runs, which are as private as the data (default: delete them)")
    private boolean keepRuns;

    @Unmatched
    private final List<String> training = new ArrayList<>();

    @Override
    @SuppressWarnings("try") // The lock only needs to be held.
    public Integer call() throws IOException, InterruptedException {
        check();
        try (ChoiceLock lock = ChoiceLock.of(folder)) {
            return make(choice());
        }
    }

    private int make(Choice choice) throws IOException, InterruptedException {
        Scoring scoring = Scoring.parse(choice.validation());
        Candidates candidates = Candidates.of(choice.arguments());
        PrintStream out = program.out();
        out.printf(
                Locale.ROOT,
                "choice       the best of %s runs, %.4g on average, of %d candidates; scored by %s%n",
                choice.count().text(),
                choice.count().mean(),
                candidates.size(),
                scoring.description());
        out.println("warning this output reveals how many runs there are: it is as private as the data");
        while (choice.ended() < choice.runs()) {
            int run = choice.ended();
            List<String> arguments = candidates.arguments().get(choice.candidate(run));
            out.printf(Locale.ROOT, "%n---- run %d: %s%n", run + 1, String.join(" ", arguments));
            train(choice, run, scoring, arguments);
            if (choice.ended() == run) {
                out.println("Continue the search with ./dpmodel tune --tune-dir " + folder
                        + " --resume; it costs the same, however often it is interrupted.");
                return 0;
            }
            out.println("---- run " + (run + 1)
                    + (choice.isScored(run)
                            ? String.format(Locale.ROOT, " scored %.6g", choice.score(run))
                            : " has no score, since its weights or outputs are not finite: any other wins"));
        }
        finish(choice, scoring, candidates.size());
        return 0;
    }

    /** Finds what is wrong with the options before the folder is touched. */
    private void check() throws IOException {
        if (output != null) {
            OutputFile.check(
                    command,
                    output,
                    Optional.ofNullable(validationData).stream().toArray(Path[]::new));
        }
        if (resume) {
            if (!training.isEmpty() || validation != null || validationData != null) {
                throw Usage.error(
                        command,
                        "--resume continues with the options that the search began with, found others: pass only "
                                + "--tune-dir, and perhaps --output and --keep-runs");
            }
            if (!Choice.isThere(folder)) {
                throw new IOException(folder + " contains no search: start one without --resume");
            }
            return;
        }
        if (validation == null) {
            throw Usage.error(
                    command,
                    "--validation must say what candidates are compared on: public if these data are, else private:NOISE");
        }
        Usage.checked(command, () -> RunCount.parse(runs));
        Usage.checked(command, () -> Scoring.parse(validation));
        Candidates candidates = Usage.checked(command, () -> Candidates.of(training));
        candidates.arguments().forEach(arguments -> parsed(arguments).checkOptions());
    }

    /** The search that is begun or continued. */
    private Choice choice() throws IOException {
        if (resume) {
            Choice choice = Choice.read(folder);
            if (choice.isDone()) {
                throw new IOException("the search in " + folder + " is finished and its model saved: start another "
                        + "one in another --tune-dir, at its own cost");
            }
            return choice;
        }
        if (Choice.isBegun(folder)) {
            throw Usage.error(
                    command,
                    folder + " already contains a search: continue it with --resume, or pass another --tune-dir");
        }
        return Choice.begin(
                folder,
                RunCount.parse(runs),
                validation,
                Optional.ofNullable(validationData),
                training,
                new SecureRandom());
    }

    /** The options of train for a candidate. */
    private TrainCommand parsed(List<String> arguments) {
        TrainCommand train = new TrainCommand();
        CommandLine parent =
                new CommandLine(CommandSpec.create().name(command.root().name()));
        parent.addSubcommand("train", train);
        List<String> words = new ArrayList<>(List.of("train"));
        words.addAll(arguments);
        parent.setErr(command.commandLine().getErr());
        parent.registerConverter(Path.class, new PathConverter());
        parent.parseArgs(words.toArray(String[]::new));
        return train;
    }

    private void train(Choice choice, int run, Scoring scoring, List<String> candidate)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(candidate);
        arguments.addAll(List.of("--run-dir", choice.folder(run).toString(), "--resume"));
        arguments.addAll(List.of(
                "--checkpoint-dir", choice.folder(run).resolve("checkpoints").toString(), "--keep", "1"));
        parsed(arguments)
                .asCandidate(program, new CandidateRun(choice, run, scoring, choice.validationData()))
                .call();
    }

    private void finish(Choice choice, Scoring scoring, int candidates) throws IOException {
        PrintStream out = program.out();
        out.println();
        if (choice.runs() == 0) {
            choice.done(Path.of(""));
            out.println("The drawn number of runs is zero, which is possible with poisson: nothing was trained, and "
                    + "nothing is saved. Repeating until there is a run would be another distribution, with "
                    + "another cost.");
            return;
        }
        String note = String.format(
                Locale.ROOT,
                "This is the cost of a whole search: the best of %s runs (%.4g on average), each with one of "
                        + "%d candidates drawn uniformly, with replacement; scored by %s. This choice of "
                        + "hyperparameters is therefore covered, provided that nothing else about the runs is "
                        + "published: not the other models, their scores, or how many there were.",
                choice.count().text(),
                choice.count().mean(),
                candidates,
                scoring.description());
        if (choice.best().isEmpty()) {
            PrivacyStatement statement =
                    Checkpoint.readStatement(choice.model(0)).orElseThrow();
            choice.done(Path.of(""));
            deleteRuns(choice);
            out.println("No run has a score, since the weights or outputs of every model are not finite: nothing is "
                    + "saved. To publish this costs what the search costs. Try smaller learning rates, or other "
                    + "networks, in another search, at its own cost.");
            out.println();
            out.println(statement.withNotes(List.of(note)).toText());
            return;
        }
        int best = choice.best().getAsInt();
        Checkpoint chosen = Checkpoint.read(choice.model(best));
        PrivacyStatement statement = chosen.statement().orElseThrow().withNotes(List.of(note));
        Path file = output == null ? folder.resolve("best.onnx") : output;
        Network network = chosen.network();
        Checkpoint.write(file, network.graph(), network.opset(), statement, chosen.metadata(), network.preprocessing());
        choice.done(file);
        deleteRuns(choice);
        out.println("The best candidate: "
                + String.join(" ", Candidates.of(choice.arguments()).arguments().get(choice.candidate(best))));
        out.println();
        out.println(statement.toText());
        out.println();
        out.println("Saved " + file);
    }

    private void deleteRuns(Choice choice) throws IOException {
        if (!keepRuns) {
            for (int run = 0; run < choice.runs(); run++) {
                delete(choice.folder(run));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
