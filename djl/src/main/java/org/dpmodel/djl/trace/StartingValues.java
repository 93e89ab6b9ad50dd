package org.dpmodel.djl.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.TruncatedNormalInitializer;
import java.nio.Buffer;
import java.util.Optional;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.TensorType;
import org.dpmodel.nn.Normal;
import org.dpmodel.nn.TruncatedNormal;

/** Finds out what an initializer of DJL does to a parameter, by running it without values. */
final class StartingValues implements ArrayCreation {
    /** Ends a probe that has seen enough. */
    private static final class Drawn extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient org.dpmodel.nn.Initializer distribution;

        Drawn(org.dpmodel.nn.Initializer distribution) {
            super("drawn", null, false, false);
            this.distribution = distribution;
        }
    }

    /** DJL draws normal numbers until enough are within two standard deviations, which requires their values. */
    private final boolean endsAtFirstDraw;

    private StartingValues(boolean endsAtFirstDraw) {
        this.endsAtFirstDraw = endsAtFirstDraw;
    }

    /**
     * The initialization of a parameter.
     *
     * @param parameter its name, for messages
     * @param initializer DJL's initializer for it
     * @param shape its shape
     * @param options for the graph that the initializer might begin to write
     * @return how its values are drawn
     */
    static org.dpmodel.nn.Initializer of(String parameter, Initializer initializer, Shape shape, TraceOptions options) {
        boolean truncated = initializer instanceof TruncatedNormalInitializer;
        ArrayCreation probe = new StartingValues(truncated);
        NDManager manager = new TraceRecorder(options, BlockParameters.none(), probe).manager();
        try {
            NDArray start = initializer.initialize(manager, shape, DataType.FLOAT32);
            return distribution(parameter, start);
        } catch (Drawn drawn) {
            if (drawn.distribution instanceof Normal normal) {
                return new TruncatedNormal(normal.sigma());
            }
            throw drawn;
        }
    }

    private static org.dpmodel.nn.Initializer distribution(String parameter, NDArray start) {
        Optional<Symbol> symbol = SymbolicArray.symbol(start);
        if (symbol.isPresent() && symbol.get() instanceof Symbol.Start known) {
            return known.initializer();
        }
        float[] fixed = symbol.isEmpty()
                ? Types.floats(start)
                : symbol.get()
                        .value()
                        .constant()
                        .map(Constant::toFloats)
                        .orElseThrow(() -> new GraphException("the initializer of parameter " + parameter
                                + " computes its values, which cannot be traced: use one of DJL's initializers, or "
                                + "initialize the block with a DJL engine before tracing"));
        return (values, dims, random) -> System.arraycopy(fixed, 0, values, 0, values.length);
    }

    private static NDArray start(TraceRecorder recorder, Shape shape, org.dpmodel.nn.Initializer initializer) {
        return SymbolicArray.create(new Symbol.Start(recorder, TensorType.floats(shape.getShape()), initializer));
    }

    @Override
    public NDArray filled(TraceRecorder recorder, Shape shape, DataType type, float value) {
        return start(recorder, shape, new org.dpmodel.nn.Constant(value));
    }

    @Override
    public NDArray given(TraceRecorder recorder, Shape shape, DataType type, Buffer data) {
        return ArrayCreation.CONSTANTS.given(recorder, shape, type, data);
    }

    @Override
    public NDArray drawn(TraceRecorder recorder, Shape shape, String method, org.dpmodel.nn.Initializer distribution) {
        if (endsAtFirstDraw) {
            throw new Drawn(distribution);
        }
        return start(recorder, shape, distribution);
    }
}
