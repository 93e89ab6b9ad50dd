package org.dpmodel.djl.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.Buffer;
import java.util.Arrays;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.nn.Initializer;

/** Handles arrays that a block creates rather than computes. */
interface ArrayCreation {
    /** An array of equal numbers. */
    NDArray filled(TraceRecorder recorder, Shape shape, DataType type, float value);

    /** An array of given numbers. */
    NDArray given(TraceRecorder recorder, Shape shape, DataType type, Buffer data);

    /** An array of random numbers. */
    NDArray drawn(TraceRecorder recorder, Shape shape, String method, Initializer distribution);

    /** In a forward pass: constants of the network. */
    ArrayCreation CONSTANTS = new ArrayCreation() {
        @Override
        public NDArray filled(TraceRecorder recorder, Shape shape, DataType type, float value) {
            float[] values = new float[Math.toIntExact(shape.size())];
            Arrays.fill(values, value);
            return recorder.array(recorder.builder().constant(Constant.floats(Types.of(shape), values)));
        }

        @Override
        public NDArray given(TraceRecorder recorder, Shape shape, DataType type, Buffer data) {
            return recorder.array(recorder.builder().constant(Types.constant(data, shape)));
        }

        @Override
        public NDArray drawn(TraceRecorder recorder, Shape shape, String method, Initializer distribution) {
            throw new GraphException("NDManager." + method + " draws random numbers inside the network, which is a "
                    + "fixed graph: leave it out of the block");
        }
    };

    /** While a block computes its shapes: only the type. */
    ArrayCreation PLACEHOLDERS = new ArrayCreation() {
        @Override
        public NDArray filled(TraceRecorder recorder, Shape shape, DataType type, float value) {
            return recorder.placeholder(Types.of(shape), type);
        }

        @Override
        public NDArray given(TraceRecorder recorder, Shape shape, DataType type, Buffer data) {
            return recorder.array(recorder.builder().constant(Types.constant(data, shape)));
        }

        @Override
        public NDArray drawn(TraceRecorder recorder, Shape shape, String method, Initializer distribution) {
            return recorder.placeholder(Types.of(shape), DataType.FLOAT32);
        }
    };
}
