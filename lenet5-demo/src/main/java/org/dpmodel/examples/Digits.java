package org.dpmodel.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.Mnist;
import org.dpmodel.data.SyntheticDigits;

/**
 * The data of the examples, given by their arguments: {@code FOLDER [EXAMPLES [EPOCHS]]}, the folder of the four MNIST
 * files, or {@code synthetic} for digits that this library draws, which are nobody's data.
 */
record Digits(String source, int examples, int epochs) {
    private static final String SYNTHETIC = "synthetic";
    private static final int ALL = 60_000;
    private static final int TEST = 10_000;
    private static final long SEED = 1;

    /**
     * Reads the arguments of an example; the defaults are all synthetic digits, and the example's own number of epochs.
     */
    static Digits of(String[] args, int usualEpochs) {
        return new Digits(
                args.length > 0 ? args[0] : SYNTHETIC,
                args.length > 1 ? Integer.parseInt(args[1]) : ALL,
                args.length > 2 ? Integer.parseInt(args[2]) : usualEpochs);
    }

    /** Training examples {@code [1, side, side]}. */
    Dataset train(int side) throws IOException {
        return source.equals(SYNTHETIC)
                ? SyntheticDigits.train(examples, SEED, side)
                : Mnist.train(Path.of(source), side).take(examples);
    }

    /** Test examples {@code [1, side, side]}, a sixth as many. */
    Dataset test(int side) throws IOException {
        int count = Math.min(TEST, Math.max(1, examples / 6));
        return source.equals(SYNTHETIC)
                ? SyntheticDigits.test(count, SEED, side)
                : Mnist.test(Path.of(source), side).take(count);
    }
}
