package org.dpmodel.cli.options;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.data.Scattering;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.network.NetworkGraph;

/**
 * The form in which a network takes digits: images of one channel, with the channel axis anywhere, rows of pixels, or
 * scattering features.
 *
 * @param side side of the square images, in pixels
 * @param shape shape of one example
 */
public record DigitImages(int side, List<Long> shape) {
    private static final List<Integer> SIDES = List.of(28, 32);
    private static final double NANOSECONDS_PER_SECOND = 1e9;

    /** Copies the list. */
    public DigitImages {
        shape = List.copyOf(shape);
    }

    /**
     * The form that a network takes.
     *
     * @param network the network
     * @param name a description for errors, for example {@code the network in model.onnx}
     * @return the side and the shape
     * @throws GraphException if it does not take digits, or does not have an output for each of the ten classes
     */
    public static DigitImages of(NetworkGraph network, String name) {
        List<ValueInfo> inputs = network.graph().inputs();
        Shape input = inputs.get(0).type().shape();
        Shape output = network.output().type().shape();
        if (inputs.size() == 1 && inputs.get(0).type().dataType() == DataType.FLOAT) {
            for (int side : SIDES) {
                List<Long> dims = Arrays.stream(input.dims()).skip(1).boxed().toList();
                if (isDigit(dims, side) || dims.equals(featureShape(side))) {
                    checkOutput(output, name);
                    return new DigitImages(side, dims);
                }
            }
        }
        throw new GraphException(name
                + " must take digits [batch, 1, 28, 28] or [batch, 1, 32, 32] (or the same pixels as [batch, 28, 28, 1],"
                + " [batch, 28, 28] or [batch, 784], or their scattering features [batch, 81, 7, 7]), found " + inputs
                + cure(inputs));
    }

    private static String cure(List<ValueInfo> inputs) {
        return inputs.get(0).name().startsWith("table.")
                ? ": it reads the rows of a table, so pass --data FILE.csv"
                : ": for data other than digits and tables, train and evaluate it in Java, see docs/start.md";
    }

    private static boolean isDigit(List<Long> dims, long side) {
        return List.of(List.of(1L, side, side), List.of(side, side, 1L), List.of(side, side), List.of(side * side))
                .contains(dims);
    }

    private static List<Long> featureShape(int side) {
        return List.of((long) Scattering.CHANNELS, (long) Scattering.side(side), (long) Scattering.side(side));
    }

    private static void checkOutput(Shape output, String name) {
        if (output.rank() != 2 || output.dim(1) != Model.CLASSES) {
            throw new GraphException(name + " must have an output for each of the "
                    + Model.CLASSES + " digits, [batch, " + Model.CLASSES + "], found " + output
                    + ": choose another output by --output, or export it with a last layer of that size");
        }
    }

    /**
     * Digits in the shape that the network takes.
     *
     * @param digits images {@code [1, side, side]}
     * @param out receives the time that features took, if there are any
     * @return the same numbers in the same order, or the scattering features of the images, computed on all processors
     */
    public Dataset shaped(Dataset digits, PrintStream out) {
        if (shape.equals(featureShape(side))) {
            return features(digits, out);
        }
        long[] wanted = shape.stream().mapToLong(Long::longValue).toArray();
        return new ForwardingDataset(digits) {
            @Override
            public long[] featureShape() {
                return wanted.clone();
            }
        };
    }

    private static Dataset features(Dataset digits, PrintStream out) {
        long began = System.nanoTime();
        int threads = Runtime.getRuntime().availableProcessors();
        Dataset features = Scattering.features(digits, threads);
        out.printf(
                Locale.ROOT,
                "scattering features in %.1f s on %d threads%n",
                (System.nanoTime() - began) / NANOSECONDS_PER_SECOND,
                threads);
        return features;
    }
}
