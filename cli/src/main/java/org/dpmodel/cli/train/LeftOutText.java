package org.dpmodel.cli.train;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.StringJoiner;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.Shape;

/** Examples that steps leave out, in words for the owner of the data. */
final class LeftOutText {
    /** {@link org.dpmodel.DPModel#leftOut} lists no more. */
    private static final int MOST = 100;

    private static final int NUMBERS_SHOWN = 8;

    private LeftOutText() {}

    static String count(List<Integer> positions) {
        return (positions.size() == MOST
                ? "these " + MOST + " examples, and perhaps more"
                : positions.size() == 1 ? "one example" : positions.size() + " examples");
    }

    /** Where an example is, counted from 0, and how it begins. */
    static String line(Dataset dataset, int position) {
        FloatBuffer features =
                FloatBuffer.allocate((int) Shape.of(dataset.featureShape()).size());
        FloatBuffer target =
                FloatBuffer.allocate((int) Shape.of(dataset.targetShape()).size());
        dataset.copyFeatures(position, features);
        dataset.copyTarget(position, target);
        return "  example " + position + " of " + dataset.name() + ": " + beginning(features) + "; target "
                + beginning(target);
    }

    private static String beginning(FloatBuffer numbers) {
        StringJoiner text = new StringJoiner(", ");
        for (int i = 0; i < Math.min(NUMBERS_SHOWN, numbers.limit()); i++) {
            text.add(Float.toString(numbers.get(i)));
        }
        return numbers.limit() > NUMBERS_SHOWN ? text + ", ..." : text.toString();
    }
}
