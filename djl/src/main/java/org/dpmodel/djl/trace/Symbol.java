package org.dpmodel.djl.trace;

import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.nn.Initializer;

/** The value that an array without values represents. */
sealed interface Symbol {
    /** The recorder of operations on it. */
    TraceRecorder recorder();

    /** Its type. */
    TensorType type();

    /** The value in the graph. */
    Value value();

    /** Something computed, or a constant. */
    record Computed(TraceRecorder recorder, Value value) implements Symbol {
        @Override
        public TensorType type() {
            return value.type();
        }
    }

    /** A parameter of the block; it enters the graph in the layout in which it is first used. */
    record OfParameter(TraceRecorder recorder, TracedParameter parameter) implements Symbol {
        @Override
        public TensorType type() {
            return parameter.type();
        }

        @Override
        public Value value() {
            return recorder.parameter(parameter, false);
        }
    }

    /** Starting values of a parameter, which are drawn later. */
    record Start(TraceRecorder recorder, TensorType type, Initializer initializer) implements Symbol {
        @Override
        public Value value() {
            throw new GraphException("an initializer computes with the random numbers that it draws, which cannot be "
                    + "traced: use one of DJL's initializers, or initialize the block with a DJL engine before "
                    + "tracing");
        }
    }
}
