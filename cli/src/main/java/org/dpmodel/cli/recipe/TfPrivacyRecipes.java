package org.dpmodel.cli.recipe;

import java.util.List;

/**
 * TensorFlow Privacy's tutorial "classification_privacy", in the form whose accountant printed epsilon 0.966: batches
 * of 250, noise multiplier 1.2, four epochs; 0.489 by PLD. The variants are the original settings, its network with
 * large batches at the same epsilon, and the same with tanh.
 */
record TfPrivacyRecipes() implements RecipeFamily {
    private static final double EPSILON = 0.489;

    @Override
    public List<Recipe> recipes() {
        return List.of(
                Recipe.asPublished(
                        "tf-privacy",
                        "TensorFlow Privacy's tutorial with its own network and settings",
                        Settings.of("--model", "tutorial-cnn")
                                .with("--batch-size", 250)
                                .with("--epochs", 4)
                                .with("--clipping-norm", 1.5)
                                .with("--noise-multiplier", 1.2)
                                .with("--optimizer", "sgd")
                                .with("--learning-rate", 0.25)),
                Recipe.asPublished(
                        "tf-privacy-large",
                        "its network at its epsilon, with large batches and a small clipping norm",
                        large("tutorial-cnn")),
                Recipe.asPublished(
                        "tf-privacy-tanh", "the same with tanh instead of ReLU", large("tutorial-cnn-tanh")));
    }

    private static Settings large(String model) {
        return Settings.of("--model", model)
                .with("--batch-size", 2048)
                .with("--epochs", 20)
                .with("--clipping-norm", 0.1)
                .with("--target-epsilon", EPSILON)
                .with("--optimizer", "momentum")
                .with("--learning-rate", 2.0)
                .with("--momentum", 0.9);
    }
}
