package org.dpmodel.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;

/** The initial values of parameters. */
final class StartingValues {
    private StartingValues() {}

    /** See {@link Network#initialized}. */
    static NetworkGraph of(Network network, RandomStreams streams) {
        NetworkGraph graph = network.graph();
        Map<String, Constant> values = new LinkedHashMap<>();
        long index = 0;
        for (Map.Entry<String, Initializer> entry : network.initializers().entrySet()) {
            UniformRandomProvider random = streams.stream(StreamPurpose.INITIALIZATION, index++);
            Shape shape =
                    graph.graph().initializers().get(entry.getKey()).type().shape();
            float[] start = new float[Math.toIntExact(shape.size())];
            entry.getValue().fill(start, shape.dims(), random);
            values.put(entry.getKey(), Constant.floats(shape, start));
        }
        return graph.withParameters(values);
    }
}
