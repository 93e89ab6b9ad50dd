package org.dpmodel.cli.recipe;

import java.util.List;

/**
 * The settings of MindArmour's tutorial for LeNet-5 with its adaptive clipping: the norm moves linearly, at a rate of
 * 0.001, until nine of ten units are not clipped; their fraction is released with noise of 0.01. With the original
 * batches that fraction is over 16 microbatches and costs more than the gradients; in the sound form it is over 256
 * examples, and the gradients' noise pays for it.
 */
record MindArmourAdaRecipes() implements RecipeFamily {
    private static Settings adaptive() {
        return MindArmourRecipes.common()
                .with("--clipping", "adaptive")
                .with("--clipping-policy", "linear")
                .with("--clipping-learning-rate", 0.001)
                .with("--clipping-quantile", 0.9)
                .with("--clipping-fraction-noise", 0.01);
    }

    @Override
    public List<Recipe> recipes() {
        return List.of(
                Recipe.asPublished(
                        "mindarmour-ada",
                        "MindArmour's tutorial with its real batches and its adaptive clipping",
                        MindArmourRecipes.drawn(adaptive()).with("--clipping-charge", "charge-on-top")),
                Recipe.asPublished(
                        "mindarmour-ada-sound",
                        "the same settings with Poisson sampling and single examples",
                        adaptive()),
                Recipe.asPublished(
                        "mindarmour-ada-tanh",
                        "the same with tanh instead of ReLU",
                        adaptive().with("--model", "lenet5")));
    }
}
