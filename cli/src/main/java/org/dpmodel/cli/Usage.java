package org.dpmodel.cli;

import java.util.function.Supplier;
import org.dpmodel.engine.EngineException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Wrong usages. */
final class Usage {
    private Usage() {}

    /** A value made of options; a rule of the library that they break is a wrong usage. */
    static <T> T checked(CommandSpec command, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException | EngineException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /** Options that do not belong together. */
    static ParameterException wrong(CommandSpec command, String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
