package org.dpmodel.cli.recipe;

import java.util.List;

/**
 * A linear layer on scattering features (Tramèr and Boneh 2021, arXiv:2011.11660). The features are fixed and each
 * example is normalized separately, so neither costs privacy.
 */
record ScatteringRecipes() implements RecipeFamily {
    @Override
    public List<Recipe> recipes() {
        return List.of(
                Recipe.tuned("scattering", "a linear layer on scattering features, at epsilon 1.2", at(1.2, 20)),
                Recipe.tuned("scattering-3", "the same at epsilon 3", at(3, 40)));
    }

    private static Settings at(double epsilon, int epochs) {
        return Settings.of("--model", "scattering")
                .with("--batch-size", 4096)
                .with("--epochs", epochs)
                .with("--clipping-norm", 0.1)
                .with("--target-epsilon", epsilon)
                .with("--optimizer", "momentum")
                .with("--learning-rate", 4.0)
                .with("--momentum", 0.9);
    }
}
