package org.dpmodel.cli;

import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dpmodel.cli.options.PathConverter;
import org.dpmodel.engine.DeviceUnavailableException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Answers a failed command with one line that a person can act on; the stack trace is for {@code --debug}. */
final class Failures implements IExecutionExceptionHandler {
    private static final Pattern PROCESSOR = Pattern.compile("\\w+:cpu is not usable: .*");

    private final Program program;

    Failures(Program program) {
        this.program = program;
    }

    @Override
    public int handleExecutionException(Exception exception, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (program.debug()) {
            exception.printStackTrace(err);
        } else {
            err.println("error: " + inOneLine(exception));
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /** The machine's lack of a resource, which no command can foresee; nothing in this message depends on the data. */
    static String inOneLine(VirtualMachineError error) {
        String cure = error instanceof StackOverflowError
                ? "give its threads larger stacks, for example with JAVA_TOOL_OPTIONS=-Xss8m"
                : "give it more memory, for example with JAVA_TOOL_OPTIONS=-Xmx8g, or pass a smaller --batch-size or less data";
        return "the program ran out of the memory that Java gave it (" + error + "): " + cure
                + "; what a run has spent is recorded in its --run-dir";
    }

    private static String inOneLine(Exception exception) {
        String message = exception.getMessage();
        if (message == null) {
            return exception + " (add --debug for details)";
        }
        if (exception instanceof FileSystemException file && file.getReason() == null) {
            return message + " cannot be used (" + exception.getClass().getSimpleName()
                    + "): pass another path, or check what is there and who may read and write it";
        }
        if (exception instanceof InvalidPathException) {
            return message + ": " + PathConverter.CURE;
        }
        List<String> lines = message.lines().map(String::strip).toList();
        boolean longReasons = exception instanceof DeviceUnavailableException && lines.size() > 1;
        return longReasons ? inShort(lines) : String.join("; ", lines);
    }

    /**
     * What an accelerator lacks, and how to install it, takes several lines, which a separate command prints. If the
     * CPU itself is unusable, nobody would look for the remedy in a list of devices, so it is printed here.
     */
    private static String inShort(List<String> lines) {
        Optional<String> processor =
                lines.stream().filter(PROCESSOR.asMatchPredicate()).findFirst();
        if (processor.isPresent()) {
            return processor.get();
        }
        String usable =
                lines.stream().filter(line -> line.endsWith(" is usable")).collect(Collectors.joining(", "));
        return lines.get(0) + "; dpmodel devices shows what is missing" + (usable.isEmpty() ? "" : "; " + usable);
    }
}
