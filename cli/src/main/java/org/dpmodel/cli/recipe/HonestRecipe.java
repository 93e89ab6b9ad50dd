package org.dpmodel.cli.recipe;

import java.util.List;

/**
 * The best network that is trained from scratch at an epsilon of about 1, on what MindArmour's tutorial believes to spend: large
 * batches, since noise is added once a batch whatever its size (Dörmann, Frisk, Andersen and Pedersen 2021: batches of 8,562,
 * learning rate 6.94, momentum 0.43, clipping norm 0.29, 40 epochs).
 */
record HonestRecipe() implements RecipeFamily {
    @Override
    public List<Recipe> recipes() {
        return List.of(Recipe.tuned(
                "honest",
                "the best accuracy from scratch at epsilon 1.1",
                Settings.of("--model", "tutorial-cnn-tanh")
                        .with("--batch-size", 8192)
                        .with("--epochs", 40)
                        .with("--clipping-norm", 0.1)
                        .with("--target-epsilon", 1.1)
                        .with("--optimizer", "momentum")
                        .with("--learning-rate", 4.0)
                        .with("--momentum", 0.9)));
    }
}
