package org.dpmodel.nn;

import java.util.Objects;
import org.dpmodel.validation.Require;

/** Common code of the convolution cells. */
final class Convolutions {
    private Convolutions() {}

    /**
     * Checks channels, window and groups.
     *
     * @throws IllegalArgumentException if one is out of its range, or the groups do not divide the channels
     */
    static void check(int inChannels, int outChannels, Window window, int group) {
        Require.atLeast("inChannels", inChannels, 1, "pass the channels of the input");
        Require.atLeast("outChannels", outChannels, 1, "pass the channels of the output");
        Objects.requireNonNull(window, "window");
        Require.atLeast("group", group, 1, "pass 1 to connect all channels");
        if (inChannels % group != 0 || outChannels % group != 0) {
            throw Require.broken("group", "must divide inChannels and outChannels", group, "choose a common divisor");
        }
    }
}
