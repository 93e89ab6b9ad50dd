package org.dpmodel.cli.options;

import java.util.function.Supplier;
import org.dpmodel.engine.EngineException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Usage errors. */
public final class Usage {
    private Usage() {}

    /**
     * A value made of options; a rule of the library that they break is a usage error.
     *
     * @param <T> type of the value
     * @param command whose options they are
     * @param value makes the value
     * @return the value
     * @throws ParameterException if the library refuses the options
     */
    public static <T> T checked(CommandSpec command, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException | EngineException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /**
     * Options that do not belong together.
     *
     * @param command whose options they are
     * @param message the rule, what was found, and the cure
     * @return to be thrown
     */
    public static ParameterException error(CommandSpec command, String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
