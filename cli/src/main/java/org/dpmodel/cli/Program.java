package org.dpmodel.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.dpmodel.cli.audit.AuditCommand;
import org.dpmodel.cli.benchmark.BenchmarkCommand;
import org.dpmodel.cli.completion.CompletionCommand;
import org.dpmodel.cli.devices.CannCommand;
import org.dpmodel.cli.devices.DevicesCommand;
import org.dpmodel.cli.network.ExplainCommand;
import org.dpmodel.cli.network.ExportStepCommand;
import org.dpmodel.cli.options.PathConverter;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.privacy.PrivacyCommand;
import org.dpmodel.cli.report.CompareCommand;
import org.dpmodel.cli.report.ReportCommand;
import org.dpmodel.cli.reproduce.ReproduceCommand;
import org.dpmodel.cli.selfcheck.SelfcheckCommand;
import org.dpmodel.cli.train.EvaluateCommand;
import org.dpmodel.cli.train.MindArmourCommand;
import org.dpmodel.cli.train.PredictCommand;
import org.dpmodel.cli.train.SchemaCommand;
import org.dpmodel.cli.train.TrainCommand;
import org.dpmodel.cli.train.TuneCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code dpmodel}: holds what all commands share, and prints to the streams it is given. */
@Command(
        name = "dpmodel",
        description = "Trains neural networks with differential privacy, and states what is protected.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TrainCommand.class,
            TuneCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            SchemaCommand.class,
            ExplainCommand.class,
            ExportStepCommand.class,
            PrivacyCommand.class,
            AuditCommand.class,
            BenchmarkCommand.class,
            DevicesCommand.class,
            CannCommand.class,
            SelfcheckCommand.class,
            MindArmourCommand.class,
            ReportCommand.class,
            CompareCommand.class,
            CompletionCommand.class,
            ReproduceCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, with a line that says why", "2:usage error"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel train                                 a private LeNet-5, no data needed",
            "  ./dpmodel train --data mnist --data-path DIR    the same on real handwriting",
            "  ./dpmodel evaluate checkpoints/checkpoint_lenet-5_234.onnx",
            "  ./dpmodel train --data visits.csv --schema visits.json --target-epsilon 3",
            "  ./dpmodel predict checkpoints/checkpoint_table-10_50.onnx --data new.csv",
            "  ./dpmodel explain model.onnx",
            "  ./dpmodel privacy --epochs 30 --target-epsilon 3",
            "  ./dpmodel report run -o report.html",
            "  ./dpmodel help train"
        })
public final class Program implements Runnable, ProgramContext {
    private static final int USAGE_WIDTH = 130;
    private static final int OPTION_WIDTH = 26;
    private static final int NAMES_WIDTH = 72;

    private final PrintStream out;
    private final boolean terminal;

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "show the stack trace of an error")
    private boolean debug;

    private Program(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /**
     * Makes the program.
     *
     * @param out where results go
     * @param err where errors go
     * @param terminal whether a person watches {@code out}, who may be shown a progress bar
     * @return the program, to be executed with its arguments once
     */
    static CommandLine commandLine(PrintStream out, PrintStream err, boolean terminal) {
        Program program = new Program(out, terminal);
        CommandLine commandLine = new CommandLine(program)
                .setOut(new PrintWriter(out, true, Charset.defaultCharset()))
                .setErr(new PrintWriter(err, true, Charset.defaultCharset()))
                .setUsageHelpLongOptionsMaxWidth(OPTION_WIDTH)
                .setUsageHelpWidth(USAGE_WIDTH)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler(new Failures(program))
                .registerConverter(Path.class, new PathConverter());
        return commandLine;
    }

    /** Without a command there is nothing to do, which is a usage error. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing command: choose one of\n  "
                        + String.join("\n  ", lines(spec.subcommands().keySet())));
    }

    /** Names separated by commas, in lines that fit into a terminal. */
    private static List<String> lines(Collection<String> names) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String name : names) {
            if (line.length() + name.length() > NAMES_WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : ", ").append(name);
        }
        lines.add(line.toString());
        return lines;
    }

    @Override
    public PrintStream out() {
        return out;
    }

    @Override
    public boolean terminal() {
        return terminal;
    }

    @Override
    public Class<?> mainClass() {
        return Main.class;
    }

    @Override
    public int run(List<String> arguments, PrintStream log) {
        return commandLine(log, log, false).execute(arguments.toArray(String[]::new));
    }

    /** Whether stack traces were requested. */
    boolean debug() {
        return debug;
    }
}
