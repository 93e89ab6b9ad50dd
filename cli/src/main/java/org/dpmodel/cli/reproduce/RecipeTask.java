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
 * @param seed its seed; everybody may know it, so that the result is private for nobody
 * @param mnist the folder of the data; nothing for synthetic digits
 * @param options of {@code train} that go before the recipe's
 */
record RecipeTask(Recipe recipe, long seed, Optional<Path> mnist, List<String> options) {
    RecipeTask {
        options = List.copyOf(options);
    }

    /** What it is trained on, in words. */
    String data() {
        return mnist.isPresent() ? "MNIST" : "synthetic digits";
    }

    /** Where the run is kept. */
    Path run(Path folder) {
        return folder.resolve(recipe.name()).resolve("seed-" + seed);
    }

    /** Where the program's output is kept. */
    Path log(Path folder) {
        return folder.resolve(recipe.name()).resolve("seed-" + seed + ".log");
    }

    /** What came out; there once the run is through. */
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
