package org.dpmodel.cli.recipe;

import java.util.Objects;

/**
 * A named combination of network and settings.
 *
 * @param name lower case, with dashes
 * @param about where it comes from and what it is for: a phrase
 * @param settings options of {@code train}, as defaults for those that the user does not give
 * @param tuned whether some of them were chosen by accuracy on MNIST's test images, which makes that accuracy slightly
 *     optimistic
 */
public record Recipe(String name, String about, Settings settings, boolean tuned) {
    /** Checks that nothing is missing. */
    public Recipe {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(about, "about");
        Objects.requireNonNull(settings, "settings");
    }

    /** A recipe whose settings come from elsewhere, and were not changed to raise accuracy on the test images. */
    static Recipe asPublished(String name, String about, Settings settings) {
        return new Recipe(name, about, settings, false);
    }

    /** A recipe whose settings were chosen by accuracy on MNIST's test images. */
    static Recipe tuned(String name, String about, Settings settings) {
        return new Recipe(name, about, settings, true);
    }
}
