package org.dpmodel.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.dpmodel.engine.DeviceUnavailableException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Answers a failed command with a line that a person can act on; the stack trace is for {@code --debug}. */
final class Failures implements IExecutionExceptionHandler {
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

    private static String inOneLine(Exception exception) {
        String message = exception.getMessage();
        if (message == null) {
            return exception + " (add --debug for details)";
        }
        List<String> lines = message.lines().map(String::strip).toList();
        boolean longReasons = exception instanceof DeviceUnavailableException && lines.size() > 1;
        return longReasons ? inShort(lines) : String.join("; ", lines);
    }

    /** What a device lacks, and how all that is installed, takes lines that a command of its own has. */
    private static String inShort(List<String> lines) {
        String usable =
                lines.stream().filter(line -> line.endsWith(" is usable")).collect(Collectors.joining(", "));
        return lines.get(0) + "; dpmodel devices shows what is missing" + (usable.isEmpty() ? "" : "; " + usable);
    }
}
