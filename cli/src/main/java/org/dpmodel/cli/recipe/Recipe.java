package org.dpmodel.cli.recipe;

import java.util.Objects;

/**
 * A choice of network and settings that has a name.
 *
 * @param name lower case, with dashes
 * @param about where it comes from and what it is for: a phrase
 * @param settings options of {@code train} that stand where the user gives none
 * @param tuned whether some of them were chosen by accuracy on MNIST's test images, which makes that accuracy a little too good
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
