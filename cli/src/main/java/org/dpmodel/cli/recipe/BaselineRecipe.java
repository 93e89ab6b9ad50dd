package org.dpmodel.cli.recipe;

import java.util.List;

/** LeNet-5 without privacy, as a baseline. */
record BaselineRecipe() implements RecipeFamily {
    @Override
    public List<Recipe> recipes() {
        return List.of(Recipe.asPublished(
                "baseline",
                "LeNet-5 WITHOUT PRIVACY, for comparison",
                Settings.of("--model", "lenet5-relu")
                        .withFlag("--without-privacy")
                        .with("--batch-size", 128)
                        .with("--epochs", 15)
                        .with("--optimizer", "adam")
                        .with("--learning-rate", 0.001)));
    }
}
