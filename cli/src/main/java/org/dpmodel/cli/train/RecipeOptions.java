package org.dpmodel.cli.train;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.cli.recipe.Recipe;
import org.dpmodel.cli.recipe.Recipes;
import org.dpmodel.cli.recipe.Settings;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The option that names a recipe. Its settings become the defaults of the other options: the user's values take
 * precedence, and checks and descriptions are those of the options.
 */
final class RecipeOptions {
    private static final Set<String> OF_ADAPTIVE_CLIPPING = Set.of(
            "--clipping-quantile",
            "--clipping-policy",
            "--clipping-learning-rate",
            "--clipping-fraction-noise",
            "--clipping-charge");

    private static final Set<String> OF_PRIVACY = Set.of(
            "--noise-multiplier",
            "--target-epsilon",
            "--clipping",
            "--clipping-norm",
            "--micro-batches",
            // learning rates for clipped gradients, which are short
            "--learning-rate");

    /** The settings of a recipe that are dropped if the user gives an option that changes their meaning. */
    private static final Map<String, Set<String>> SILENCED = Map.of(
            "--network", Set.of("--model"),
            "--optimizer", Set.of("--learning-rate", "--momentum"),
            "--noise-multiplier", Set.of("--target-epsilon"),
            "--target-epsilon", Set.of("--noise-multiplier"),
            "--sampling", Set.of("--micro-batches"),
            "--clipping", OF_ADAPTIVE_CLIPPING,
            "--without-privacy", union(OF_PRIVACY, OF_ADAPTIVE_CLIPPING));

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            description = "a network with its settings, such as scattering; other options override it (default: none)")
    private String name;

    /**
     * A recipe combined with the user's options.
     *
     * @param recipe the recipe
     * @param taken the settings that are used
     */
    record Applied(Recipe recipe, Settings taken) {
        /** A description of the settings that are not used; empty if all are. */
        Optional<String> left() {
            List<String> left = recipe.settings().values().keySet().stream()
                    .filter(option -> !taken.values().containsKey(option))
                    .toList();
            return left.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", left));
        }
    }

    /** Parses the command again, with the settings of the recipe as defaults; empty if no recipe is named. */
    Optional<Applied> apply() {
        if (name == null) {
            return Optional.empty();
        }
        Recipe recipe = Usage.checked(command, () -> Recipes.named(name));
        Applied applied = new Applied(recipe, taken(recipe));
        CommandLine line = command.commandLine();
        List<String> all = line.getParseResult().originalArgs();
        List<String> own = new ArrayList<>(all.subList(all.indexOf(command.name()) + 1, all.size()));
        line.setDefaultValueProvider(new Defaults(applied.taken()));
        line.parseArgs(own.toArray(String[]::new));
        return Optional.of(applied);
    }

    private Settings taken(Recipe recipe) {
        Map<String, String> taken = new LinkedHashMap<>(recipe.settings().values());
        CommandLine.ParseResult given = command.commandLine().getParseResult();
        for (String option : recipe.settings().values().keySet()) {
            if (given.hasMatchedOption(option)) {
                taken.remove(option);
            }
        }
        SILENCED.forEach((option, silenced) -> {
            if (given.hasMatchedOption(option)) {
                taken.keySet().removeAll(silenced);
            }
        });
        return new Settings(taken);
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new HashSet<>(one);
        all.addAll(other);
        return Set.copyOf(all);
    }

    /** Settings as defaults of options. */
    private record Defaults(Settings settings) implements IDefaultValueProvider {
        @Override
        public String defaultValue(ArgSpec argument) {
            return argument instanceof OptionSpec option ? settings.values().get(option.longestName()) : null;
        }
    }
}
