package org.dpmodel.cli.reproduce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dpmodel.cli.recipe.Recipe;

/**
 * A recipe to be trained with a seed.
 *
 * @param recipe the recipe
 * @param seed its seed, which is public, so the result is not private
 * @param mnist the folder of the data; empty for synthetic digits
 * @param options of {@code train} that go before the recipe's
 */
record RecipeTask(Recipe recipe, long seed, Optional<Path> mnist, List<String> options) {
    RecipeTask {
        options = List.copyOf(options);
    }

    /** A description of the training data. */
    String data() {
        return mnist.isPresent() ? "MNIST" : "synthetic digits";
    }

    /** The folder of the run. */
    Path run(Path folder) {
        return folder.resolve(recipe.name()).resolve("seed-" + seed);
    }

    /** The file with the program's output. */
    Path log(Path folder) {
        return folder.resolve(recipe.name()).resolve("seed-" + seed + ".log");
    }

    /** The file with the result; it exists once the run is complete. */
    Path result(Path folder) {
        return folder.resolve(recipe.name()).resolve("seed-" + seed + ".json");
    }

    /** The command that trains it. */
    List<String> command(Path folder) {
        List<String> command = new ArrayList<>(List.of("train", "--recipe", recipe.name()));
        mnist.ifPresent(path -> command.addAll(List.of("--data", "mnist", "--data-path", path.toString())));
        command.addAll(options);
        command.addAll(
                List.of("--seed", Long.toString(seed), "--run-dir", run(folder).toString()));
        command.addAll(
                List.of("--checkpoint-dir", run(folder).resolve("checkpoints").toString(), "--keep", "1"));
        return command;
    }

    @Override
    public String toString() {
        return recipe.name() + ", seed " + seed;
    }
}
