package org.dpmodel.graph.evidence;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.loss.BinaryCrossEntropy;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.loss.PoissonLoss;
import org.dpmodel.graph.loss.SoftmaxCrossEntropy;
import org.dpmodel.graph.loss.SparseSoftmaxCrossEntropy;
import org.dpmodel.graph.loss.TokenCrossEntropy;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.Networks;

/** Examples with their targets; the first axis of both counts examples. */
record Batch(ReferenceTensor features, ReferenceTensor targets) {
    /** Draws standard normal features, and targets that fit the loss; all of them floats. */
    static Batch draw(TestNetwork test, int size, long seed) {
        Random random = new Random(seed);
        NetworkGraph bound = Networks.bind(test.network(), size);
        ReferenceTensor features = normal(bound.features().shape(), random, 1);
        return new Batch(features, targets(test.loss(), bound.output().type(), random));
    }

    private static ReferenceTensor targets(Loss loss, TensorType output, Random random) {
        Shape shape = loss.targets(output).shape();
        int classes = (int) output.shape().dim(-1);
        if (loss instanceof SoftmaxCrossEntropy) {
            return oneHot(shape, random);
        } else if (loss instanceof SparseSoftmaxCrossEntropy) {
            return drawn(shape, () -> random.nextInt(classes));
        } else if (loss instanceof TokenCrossEntropy) {
            return drawn(shape, () -> random.nextInt(3) == 0 ? LossNetworks.PADDING : random.nextInt(classes));
        } else if (loss instanceof BinaryCrossEntropy) {
            return drawn(shape, random::nextFloat);
        } else if (loss instanceof PoissonLoss) {
            return drawn(shape, () -> random.nextInt(5));
        }
        return normal(shape, random, 1);
    }

    private static ReferenceTensor drawn(Shape shape, DoubleSupplier element) {
        double[] values = new double[(int) shape.size()];
        Arrays.setAll(values, i -> element.getAsDouble());
        return ReferenceTensor.floats(shape, values);
    }

    static ReferenceTensor normal(Shape shape, Random random, double scale) {
        double[] values = new double[(int) shape.size()];
        Arrays.setAll(values, i -> (float) (scale * random.nextGaussian()));
        return ReferenceTensor.floats(shape, values);
    }

    private static ReferenceTensor oneHot(Shape shape, Random random) {
        double[] values = new double[(int) shape.size()];
        int classes = (int) shape.dim(1);
        for (int row = 0; row < shape.dim(0); row++) {
            values[row * classes + random.nextInt(classes)] = 1;
        }
        return ReferenceTensor.floats(shape, values);
    }

    int size() {
        return (int) features.type().shape().dim(0);
    }

    /** A batch of some of the rows, in the order given. */
    Batch rows(int... rows) {
        return new Batch(rows(features, rows), rows(targets, rows));
    }

    Batch range(int from, int count) {
        return rows(IntStream.range(from, from + count).toArray());
    }

    /** This batch with one row taken from another batch. */
    Batch with(int row, Batch other, int otherRow) {
        return new Batch(
                replaced(features, row, other.features, otherRow), replaced(targets, row, other.targets, otherRow));
    }

    Batch withFeatures(ReferenceTensor changed) {
        return new Batch(changed, targets);
    }

    private static ReferenceTensor rows(ReferenceTensor tensor, int... rows) {
        Shape shape = tensor.type().shape().with(0, rows.length);
        int width = (int) shape.size(1, shape.rank());
        double[] all = tensor.toDoubles();
        double[] some = new double[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(all, rows[i] * width, some, i * width, width);
        }
        return ReferenceTensor.floats(shape, some);
    }

    private static ReferenceTensor replaced(ReferenceTensor tensor, int row, ReferenceTensor other, int otherRow) {
        Shape shape = tensor.type().shape();
        int width = (int) shape.size(1, shape.rank());
        double[] values = tensor.toDoubles();
        System.arraycopy(other.toDoubles(), otherRow * width, values, row * width, width);
        return ReferenceTensor.floats(shape, values);
    }
}
