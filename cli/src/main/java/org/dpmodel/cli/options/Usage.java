package org.dpmodel.cli.options;

import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.dpmodel.engine.EngineException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Usage errors. */
public final class Usage {
    /** Arguments of the library whose options have different names. */
    private static final Map<String, String> OTHERWISE_NAMED = Map.of(
            "expectedBatchSize", "--batch-size",
            "deviceMemoryLimit", "--device-memory",
            "targetUnclippedQuantile", "--clipping-quantile",
            "fractionStandardDeviation", "--clipping-fraction-noise");

    /** The library's advice for training without privacy, and the option to use here instead. */
    private static final String OPENLY = "call the non-private method explicitly";

    private static final String OPENLY_HERE = "--without-privacy";

    private Usage() {}

    /**
     * Creates a value from options; a violated rule of the library becomes a usage error that names the options.
     *
     * @param <T> type of the value
     * @param command whose options they are
     * @param value creates the value
     * @return the value
     * @throws ParameterException if the library refuses the options
     */
    public static <T> T checked(CommandSpec command, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException | EngineException e) {
            throw new ParameterException(command.commandLine(), inOptions(command, e.getMessage()), e);
        }
    }

    /** A sentence of the library, with the names of options in place of those of arguments. */
    private static String inOptions(CommandSpec command, String sentence) {
        String said = sentence;
        for (OptionSpec option : command.options()) {
            String name = option.longestName();
            said = said.replaceAll(pattern(argument(name)), name);
        }
        for (Map.Entry<String, String> other : OTHERWISE_NAMED.entrySet()) {
            if (command.findOption(other.getValue()) != null) {
                said = said.replaceAll(pattern(other.getKey()), other.getValue());
            }
        }
        return command.findOption(OPENLY_HERE) == null ? said : said.replace(OPENLY, "pass " + OPENLY_HERE);
    }

    /**
     * A one-word name in lower case counts as a name only at the beginning of the sentence, where it is the subject.
     */
    private static String pattern(String argument) {
        boolean plain = argument.equals(argument.toLowerCase(Locale.ROOT));
        return plain ? "^" + argument + "(?= must)" : "\\b" + argument + "\\b";
    }

    /** How the library spells an option: {@code noiseMultiplier} for {@code --noise-multiplier}. */
    private static String argument(String option) {
        return Pattern.compile("-([a-z])")
                .matcher(option.replaceFirst("^-+", ""))
                .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }

    /**
     * An error for options that exclude each other.
     *
     * @param command whose options they are
     * @param message the rule, what was found, and how to fix it
     * @return to be thrown
     */
    public static ParameterException error(CommandSpec command, String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
