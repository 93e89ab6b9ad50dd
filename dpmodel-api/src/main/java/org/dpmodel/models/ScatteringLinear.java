package org.dpmodel.models;

import org.dpmodel.data.Scattering;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Flatten;
import org.dpmodel.nn.GroupNorm;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.Zero;

/**
 * A linear classifier of {@link Scattering} features (Tramèr and Boneh 2021, arXiv:2011.11660): each example's features
 * are normalized separately, in 27 groups of three channels, so that normalization costs no privacy. It starts at zero,
 * as a convex problem may.
 */
public final class ScatteringLinear {
    private static final int GROUPS = 27;

    private ScatteringLinear() {}

    /**
     * The classifier, for features {@code [81, side / 4, side / 4]}.
     *
     * @param imageSide side of the images that the features are computed from
     * @param classes number of classes
     * @return the network; 39,700 parameters for ten classes and 28 pixels
     */
    public static Network network(int imageSide, int classes) {
        int side = Scattering.side(imageSide);
        return Network.of(
                "scattering",
                new SequentialCell(
                        new GroupNorm(GROUPS, Scattering.CHANNELS).withoutAffine(),
                        new Flatten(),
                        new Dense(Scattering.CHANNELS * side * side, classes).withWeightInit(new Zero())),
                Scattering.CHANNELS,
                side,
                side);
    }
}
