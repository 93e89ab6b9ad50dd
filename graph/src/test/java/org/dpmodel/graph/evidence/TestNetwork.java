package org.dpmodel.graph.evidence;

import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.loss.SoftmaxCrossEntropy;
import org.dpmodel.graph.network.NetworkGraph;

/** A network with a loss, by a name for reports. */
record TestNetwork(String name, NetworkGraph network, Loss loss) {
    static TestNetwork classifier(NetworkSketch sketch) {
        NetworkGraph network = sketch.network();
        return new TestNetwork(network.graph().name(), network, new SoftmaxCrossEntropy());
    }

    static TestNetwork regression(NetworkSketch sketch) {
        NetworkGraph network = sketch.network();
        return new TestNetwork(network.graph().name(), network, new MeanSquaredError());
    }

    @Override
    public String toString() {
        return name;
    }
}
