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
    /** Arguments of the library whose options have a different name. */
    private static final Map<String, String> OTHERWISE_NAMED = Map.of(
            "expectedBatchSize", "--batch-size",
            "deviceMemoryLimit", "--device-memory",
            "targetUnclippedQuantile", "--clipping-quantile",
            "fractionStandardDeviation", "--clipping-fraction-noise");

    /** The library's advice for training without privacy, and the option that replaces it here. */
    private static final String OPENLY = "call the non-private method explicitly";

    private static final String OPENLY_HERE = "--without-privacy";

    private Usage() {}

    /**
     * A value made of options; a rule of the library that they break is a usage error, which
     * names the options.
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
            throw new ParameterException(command.commandLine(), inOptions(command, e.getMessage()), e);
        }
    }

    /** A sentence of the library, with the names of options where it has those of arguments. */
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

    /** A name of one small word is one only where the sentence speaks of it, at its beginning. */
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
     * Options that do not belong together.
     *
     * @param command whose options they are
     * @param message the rule, what was found, and how to fix it
     * @return to be thrown
     */
    public static ParameterException error(CommandSpec command, String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
