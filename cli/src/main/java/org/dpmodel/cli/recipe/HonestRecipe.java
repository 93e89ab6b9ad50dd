package org.dpmodel.cli.recipe;

import java.util.List;

/**
 * A network trained from scratch at the true cost of MindArmour's tutorial in its sound form, with large batches, since
 * noise is added once per batch whatever its size. The settings are those of Dörmann, Frisk, Andersen and Pedersen 2021
 * for MNIST at epsilon 1.
 */
record HonestRecipe() implements RecipeFamily {
    @Override
    public List<Recipe> recipes() {
        return List.of(Recipe.asPublished(
                "honest",
                "a CNN with tanh from scratch at epsilon 1.1, with large batches",
                Settings.of("--model", "tutorial-cnn-tanh")
                        .with("--batch-size", 8562)
                        .with("--epochs", 40)
                        .with("--clipping-norm", 0.29)
                        .with("--target-epsilon", 1.1)
                        .with("--optimizer", "momentum")
                        .with("--learning-rate", 6.94)
                        .with("--momentum", 0.43)));
    }
}
