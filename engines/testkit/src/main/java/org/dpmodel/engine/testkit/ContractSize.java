package org.dpmodel.engine.testkit;

import org.dpmodel.engine.EngineDevice;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.models.LeNet5;
import org.dpmodel.nn.Network;

/**
 * How much an engine computes to show that it satisfies the {@link EngineContract}. Every rule is tested at either size;
 * what {@link #SMALL} does not run is printed.
 */
public enum ContractSize {
    /** The library's models, and thousands of runs. For engines that people train with. */
    FULL,

    /**
     * Networks with hundreds to thousands of parameters, and hundreds of runs. For engines that are slow by design, such
     * as interpreters: minutes become seconds.
     */
    SMALL;

    private int choose(int full, int small) {
        return this == FULL ? full : small;
    }

    /** Runs of one graph between two memory measurements. */
    int runs() {
        return choose(2000, 500);
    }

    /** The graph of these runs. */
    OnnxModel repeatedGraph() {
        return this == FULL ? SampleGraphs.layers(64, 256) : SampleGraphs.layers(256, 16);
    }

    /** A graph whose runs take long enough for another thread to find it busy. */
    OnnxModel busyGraph() {
        return this == FULL ? SampleGraphs.layers(128, 256) : SampleGraphs.layers(64, 32);
    }

    /** Elements of the constant of graphs that are closed again. */
    int keptElements() {
        return choose(1 << 20, 1 << 18);
    }

    /** A network for {@link org.dpmodel.data.SyntheticDigits}, for a complete training. */
    Network trained() {
        return this == FULL ? LeNet5.network(10) : SmallNetworks.digits();
    }

    /** Digits that it learns from. */
    int trainingDigits() {
        return choose(2000, 1500);
    }

    /** Expected batch size of the learning test. */
    int learningBatch() {
        return choose(64, 32);
    }

    /** Epochs that it learns for. */
    int learningEpochs() {
        return choose(4, 3);
    }

    /** Expected batch size of the repeated run. */
    int repeatedBatch() {
        return choose(32, 16);
    }

    /** Training steps before the first memory measurement. */
    int settlingSteps() {
        return choose(500, 100);
    }

    /** Training steps between the two memory measurements. */
    int watchedSteps() {
        return choose(Boolean.getBoolean("dpmodel.full") ? 2000 : 1000, 400);
    }

    /** Prints what is not run at this size. */
    void report(EngineDevice device, String leftOut) {
        if (this == SMALL) {
            System.err.println("SKIPPED: " + leftOut + " on " + device + ", whose contract has the size SMALL");
        }
    }
}
