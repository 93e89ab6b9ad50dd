package org.dpmodel.graph.evidence;

import java.util.Random;
import java.util.function.UnaryOperator;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.step.Networks;

/** Draws a small network, layer after layer, with random parameters. */
final class NetworkSketch {
    private static final int BATCH = 2;

    private final GraphBuilder builder;
    private final Random random;
    private Value value;
    private int names;

    private NetworkSketch(String name, DataType type, long[] example) {
        builder = new GraphBuilder(name, Operators::find);
        random = new Random(name.hashCode());
        long[] dims = new long[example.length + 1];
        dims[0] = BATCH;
        System.arraycopy(example, 0, dims, 1, example.length);
        value = builder.input("x", new TensorType(type, Shape.of(dims)));
    }

    /** Starts with an input of {@code [batch, example...]}. */
    static NetworkSketch input(String name, long... example) {
        return new NetworkSketch(name, DataType.FLOAT, example);
    }

    /** Starts with indices of {@code [batch, example...]}. */
    static NetworkSketch indices(String name, long... example) {
        return new NetworkSketch(name, DataType.INT64, example);
    }

    /** The value so far. */
    Value value() {
        return value;
    }

    GraphBuilder builder() {
        return builder;
    }

    /** Goes on from another value. */
    NetworkSketch from(Value other) {
        value = other;
        return this;
    }

    NetworkSketch then(String operator, Attributes attributes, Value... more) {
        Value[] inputs = new Value[more.length + 1];
        inputs[0] = value;
        System.arraycopy(more, 0, inputs, 1, more.length);
        value = builder.call(operator, attributes, inputs);
        return this;
    }

    NetworkSketch then(String operator, Value... more) {
        return then(operator, Attributes.none(), more);
    }

    NetworkSketch then(UnaryOperator<NetworkSketch> part) {
        return part.apply(this);
    }

    /** A new trained parameter, of a size that keeps the scale of activations. */
    Value parameter(long... dims) {
        return parameter("p" + names++, dims);
    }

    Value parameter(String name, long... dims) {
        Shape shape = Shape.of(dims);
        double fanIn = dims.length < 2 ? 4 : (double) shape.size() / dims[0];
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() / Math.sqrt(fanIn));
        }
        return builder.initializer(name, Constant.floats(shape, values));
    }

    /** A new trained parameter of zeros. */
    Value zeros(long... dims) {
        Shape shape = Shape.of(dims);
        return builder.initializer("p" + names++, Constant.floats(shape, new float[(int) shape.size()]));
    }

    NetworkSketch conv(long outputs, Attributes attributes, boolean bias, long... kernel) {
        long[] weight = new long[kernel.length + 2];
        weight[0] = outputs;
        weight[1] = value.dim(1) / attributes.integer("group", 1);
        System.arraycopy(kernel, 0, weight, 2, kernel.length);
        Value w = parameter(weight);
        return bias ? then("Conv", attributes, w, parameter(outputs)) : then("Conv", attributes, w);
    }

    NetworkSketch conv(long outputs, long... kernel) {
        return conv(outputs, Attributes.none(), true, kernel);
    }

    /** A Gemm on the flattened value, weight stored {@code [out, in]} as PyTorch does. */
    NetworkSketch dense(long outputs) {
        flatten();
        return then("Gemm", Attributes.none().with("transB", 1), parameter(outputs, value.dim(1)), parameter(outputs));
    }

    NetworkSketch flatten() {
        return value.shape().rank() == 2
                ? this
                : then("Flatten", Attributes.none().with("axis", 1));
    }

    NetworkSketch relu() {
        return then("Relu");
    }

    NetworkSketch tanh() {
        return then("Tanh");
    }

    NetworkSketch pool(String operator, long size, long stride) {
        return then(operator, window(size, size).with("strides", new long[] {stride, stride}));
    }

    /** A vector of integers, such as axes. */
    Value ints(long... values) {
        return builder.constant(Constant.ints(values));
    }

    NetworkSketch reshape(long... dims) {
        return then("Reshape", builder.constant(Constant.ints(dims)));
    }

    NetworkSketch transpose(long... permutation) {
        return then("Transpose", Attributes.none().with("perm", permutation));
    }

    static Attributes window(long... kernel) {
        return Attributes.none().with("kernel_shape", kernel);
    }

    static Attributes strides(long... strides) {
        return Attributes.none().with("strides", strides);
    }

    /** The network that ends here, for any batch. */
    NetworkGraph network() {
        builder.output("y", value);
        return Networks.unbind(Networks.of(builder.build()));
    }
}
