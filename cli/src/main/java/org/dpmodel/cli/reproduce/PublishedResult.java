package org.dpmodel.cli.reproduce;

import java.util.List;

/**
 * A published result for MNIST, by its authors' own accountant, at delta 1e-5.
 *
 * @param source authors, year and place in the paper
 * @param what how the model was trained
 * @param epsilon as it is reported
 * @param accuracy as it is reported, in [0, 1]
 */
record PublishedResult(String source, String what, double epsilon, double accuracy) {
    private static final String ABADI = "Abadi et al. 2016, arXiv:1607.00133";
    private static final String TF_PRIVACY = "TF Privacy, tutorials/README.md";
    private static final String TRAMER = "Tramèr and Boneh 2021, arXiv:2011.11660";
    private static final String BAO = "Bao and Bindschaedler 2024";

    /** All of them, by source. */
    static List<PublishedResult> all() {
        return List.of(
                new PublishedResult(ABADI, "PCA and a hidden layer", 0.5, 0.90),
                new PublishedResult(ABADI, "PCA and a hidden layer", 2, 0.95),
                new PublishedResult(ABADI, "PCA and a hidden layer", 8, 0.97),
                new PublishedResult(TF_PRIVACY, "its CNN, from scratch", 1.20, 0.950),
                new PublishedResult(TF_PRIVACY, "its CNN, from scratch", 2.92, 0.966),
                new PublishedResult(TF_PRIVACY, "its CNN, from scratch", 9.74, 0.973),
                new PublishedResult(
                        "Papernot et al. 2021, arXiv:2007.14191", "CNN with tanh, from scratch", 2.93, 0.981),
                new PublishedResult(TRAMER, "linear layer on scattering features", 1.2, 0.981),
                new PublishedResult(TRAMER, "linear layer on scattering features", 2.93, 0.987),
                new PublishedResult(BAO, "from scratch", 1, 0.9680),
                new PublishedResult(BAO, "from scratch", 4, 0.9827));
    }
}
