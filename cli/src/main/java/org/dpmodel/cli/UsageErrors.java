package org.dpmodel.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Answers a usage error with one line that says what is wrong, and one that points to the help. */
final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException exception, String[] arguments) {
        CommandLine command = exception.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(exception.getMessage());
        CommandSpec spec = command.getCommandSpec();
        if (exception instanceof UnmatchedArgumentException unmatched) {
            suggest(unmatched, err);
        }
        err.println("Try './" + spec.qualifiedName() + " --help' for more information.");
        return spec.exitCodeOnInvalidInput();
    }

    /** Suggested commands are spelled as they are called from a clone. */
    private static void suggest(UnmatchedArgumentException unmatched, PrintWriter err) {
        CommandSpec command = unmatched.getCommandLine().getCommandSpec();
        for (String argument : unmatched.getUnmatched()) {
            Optional<String> ours = argument.startsWith("-") ? ForeignNames.ours(argument, command) : Optional.empty();
            if (ours.isPresent()) {
                err.println(argument + " is called " + ours.get() + " here");
                return;
            }
        }
        StringWriter suggestions = new StringWriter();
        UnmatchedArgumentException.printSuggestions(unmatched, new PrintWriter(suggestions, true));
        String program = unmatched.getCommandLine().getCommandSpec().root().name();
        err.print(suggestions.toString().replaceAll("(?<=: |or )" + program + " ", "./" + program + " "));
    }
}
