package org.dpmodel.nn;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.ForwardGraph;
import org.dpmodel.graph.step.PortableTarget;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.random.RandomStreams;

/** A network with random parameters, run on random input by the reference interpreter, in double precision. */
final class CellRun {
    static final int BATCH = 3;

    final NetworkGraph network;
    /** Numbers or ids of all examples, row-major. */
    final double[] input;

    final double[] output;
    final long[] shape;

    private CellRun(Network cells, ReferenceTensor tensor) {
        network = cells.initialized(RandomStreams.seeded(1));
        input = tensor.toDoubles();
        ForwardGraph forward = ForwardGraph.compile(network, Optional.empty(), PortableTarget.target(), BATCH);
        Map<String, ReferenceTensor> inputs = new HashMap<>(Map.of(StepGraph.FEATURES, tensor));
        forward.parameters()
                .forEach(name -> inputs.put(
                        name, ReferenceTensor.of(network.graph().initializers().get(name))));
        ReferenceTensor predictions =
                new ReferenceInterpreter(forward.model().graph()).run(inputs).get(ForwardGraph.PREDICTIONS);
        output = predictions.toDoubles();
        shape = predictions.type().shape().dims();
    }

    static CellRun of(Cell cell, long... inputShape) {
        Shape shape = batched(inputShape);
        double[] numbers =
                new Random(2).doubles(shape.size(), -2, 2).map(x -> (float) x).toArray();
        return new CellRun(Network.of("cells", cell, inputShape), ReferenceTensor.floats(shape, numbers));
    }

    static CellRun ofIds(Cell cell, int vocabulary, long... inputShape) {
        Shape shape = batched(inputShape);
        double[] ids = new Random(2)
                .longs(shape.size(), 0, vocabulary)
                .asDoubleStream()
                .toArray();
        return new CellRun(
                Network.ofIds("cells", cell, inputShape),
                ReferenceTensor.floats(Shape.of(BATCH, shape.size(1, shape.rank())), ids));
    }

    private static Shape batched(long... inputShape) {
        return Shape.of(LongStream.concat(LongStream.of(BATCH), LongStream.of(inputShape))
                .toArray());
    }

    float[] parameter(String name) {
        return network.graph().initializers().get(name).toFloats();
    }
}
