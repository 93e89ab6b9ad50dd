package org.dpmodel.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.dpmodel.callbacks.RunRecord;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.cli.options.DataOptions;
import org.dpmodel.cli.options.DigitImages;
import org.dpmodel.cli.options.EngineOptions;
import org.dpmodel.cli.options.OutputFile;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.data.Dataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows runs on a web page. */
@Command(
        name = "report",
        description = {
            "Shows one or several runs as a single HTML file that needs no network: accuracy and epsilon over the steps, the"
                    + " statement, an attacker's odds, the ledger's totals, what is needed to repeat it, and a sheet "
                    + "for the privacy officer. With --data, the models are also tested on digits."
        },
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel train --run-dir run && ./dpmodel report run",
            "  ./dpmodel report run --data mnist --data-path DIR",
            "  ./dpmodel report noise-1 noise-2 noise-4 -o curve.html"
        })
public final class ReportCommand implements Callable<Integer> {
    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "folders of runs, the --run-dir of train")
    private List<Path> folders;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "report.html",
            description = "the page, replaced if it exists (default: ${DEFAULT-VALUE})")
    private Path output;

    @Option(
            names = "--show-sensitive",
            description = "show losses and clipped shares of private data, if they were recorded (default: no)")
    private boolean showSensitive;

    @Mixin
    private DataOptions data;

    @Mixin
    private EngineOptions engine;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (isDataGiven()) {
            data.requireDigits();
        }
        data.check();
        engine.execution();
        OutputFile.check(
                command,
                output,
                folders.stream()
                        .flatMap(
                                folder -> Stream.of(folder.resolve(RunRecord.HISTORY), folder.resolve(RunRecord.MODEL)))
                        .toArray(Path[]::new));
        List<ReportedRun> runs = RunFolders.read(command, folders);
        Map<ReportedRun, DigitTest> digits = new LinkedHashMap<>();
        if (isDataGiven()) {
            data.prepare(program.out());
            for (ReportedRun run : runs) {
                digits.put(run, tested(run));
            }
        }
        String page = new ReportPage(runs, digits, showSensitive)
                .html(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        OutputFile.write(output, page.getBytes(StandardCharsets.UTF_8));
        for (ReportedRun run : runs) {
            run.contradictions().forEach(found -> program.out().println("warning: " + run.name() + ": " + found));
        }
        program.out().println("Wrote " + output);
        return 0;
    }

    /**
     * The other commands' default, synthetic digits, is not used here: a model is tested only on data that were named.
     */
    private boolean isDataGiven() {
        return command.commandLine().getParseResult().hasMatchedOption("--data");
    }

    private DigitTest tested(ReportedRun run) throws IOException {
        Checkpoint checkpoint = run.checkpoint()
                .orElseThrow(() -> Usage.error(
                        command,
                        "--data needs the model of each run, and " + run.folder()
                                + " has none: leave --data out, or leave out that run"));
        DigitImages images = DigitImages.of(checkpoint.network().graph(), "the network in " + run.folder());
        Dataset pictures = data.test(images.side());
        return DigitTest.of(
                checkpoint.network().graph(),
                images.shaped(pictures, program.out()),
                pictures,
                engine.find(),
                engine.execution());
    }
}
