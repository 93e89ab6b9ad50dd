package org.dpmodel.cli.recipe;

import java.util.List;

/**
 * The settings of MindArmour's tutorial for LeNet-5 with a fixed clipping norm. Its network has ReLU. The original
 * batches are cut from a shuffled dataset, and each of their 16 microbatches is clipped as one, so sampling amplifies
 * nothing. In the sound form, batches are Poisson samples and each example is clipped separately.
 */
record MindArmourRecipes() implements RecipeFamily {
    /** Network, noise and optimizer, which all variants share. */
    static Settings common() {
        return Settings.of("--model", "lenet5-relu")
                .with("--batch-size", 256)
                .with("--epochs", 10)
                .with("--clipping-norm", 1.0)
                .with("--noise-multiplier", 1.0)
                .with("--optimizer", "momentum")
                .with("--learning-rate", 0.01)
                .with("--momentum", 0.9);
    }

    /** Settings that draw batches as MindSpore does. */
    static Settings drawn(Settings settings) {
        return settings.with("--sampling", "shuffled").with("--micro-batches", 16);
    }

    @Override
    public List<Recipe> recipes() {
        return List.of(
                Recipe.asPublished(
                        "mindarmour",
                        "MindArmour's tutorial with its real batches and a fixed clipping norm",
                        drawn(common())),
                Recipe.asPublished(
                        "mindarmour-sound", "the same settings with Poisson sampling and single examples", common()),
                Recipe.asPublished(
                        "mindarmour-tanh", "the same with tanh instead of ReLU", common().with("--model", "lenet5")));
    }
}
