package org.dpmodel.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;

/** The initial values of parameters that are drawn. */
public final class StartingValues {
    private StartingValues() {}

    /** See {@link Network#initialized}. */
    static NetworkGraph of(Network network, RandomStreams streams) {
        Map<String, Constant> values = new LinkedHashMap<>();
        draw(network, streams, name -> true, (name, start) -> values.put(name, constant(network, name, start)));
        return network.graph().withParameters(values);
    }

    /**
     * The network with its drawn values, but for trained parameters, which keep their placeholders: large networks then need
     * no second copy of them.
     *
     * @param network the network
     * @param streams source of random numbers, as for {@link Network#initialized}
     * @return the network, whose frozen weights have all their values
     */
    public static NetworkGraph ofFrozen(Network network, RandomStreams streams) {
        Map<String, Constant> frozen = new LinkedHashMap<>();
        Set<String> trained = network.graph().parameters();
        draw(
                network,
                streams,
                name -> !trained.contains(name),
                (name, start) -> frozen.put(name, constant(network, name, start)));
        return network.graph().withParameters(frozen);
    }

    /**
     * Draws the starting values of trained parameters, one after the other.
     *
     * @param network the network
     * @param streams source of random numbers, as for {@link Network#initialized}
     * @param into receives the name and the values of each trained parameter that is drawn
     */
    public static void ofTrained(Network network, RandomStreams streams, BiConsumer<String, float[]> into) {
        draw(network, streams, network.graph().parameters()::contains, into);
    }

    private static Constant constant(Network network, String name, float... start) {
        return Constant.floats(shape(network, name), start);
    }

    private static Shape shape(Network network, String name) {
        return network.graph().graph().initializers().get(name).type().shape();
    }

    private static void draw(
            Network network, RandomStreams streams, Predicate<String> which, BiConsumer<String, float[]> into) {
        long index = 0;
        for (Map.Entry<String, Initializer> entry : network.initializers().entrySet()) {
            UniformRandomProvider random = streams.stream(StreamPurpose.INITIALIZATION, index++);
            if (which.test(entry.getKey())) {
                Shape shape = shape(network, entry.getKey());
                float[] start = new float[Math.toIntExact(shape.size())];
                entry.getValue().fill(start, shape.dims(), random);
                into.accept(entry.getKey(), start);
            }
        }
    }
}
