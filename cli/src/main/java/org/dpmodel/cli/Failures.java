package org.dpmodel.cli;

import java.io.PrintWriter;
import java.util.stream.Collectors;
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
            String message = exception.getMessage();
            err.println("error: " + (message == null ? exception + " (add --debug for details)" : inOneLine(message)));
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /** Lists of devices and the like have several lines. */
    private static String inOneLine(String message) {
        return message.lines().map(String::strip).collect(Collectors.joining("; "));
    }
}
