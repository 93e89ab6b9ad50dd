package org.dpmodel.graph.step;

import java.util.List;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.gradient.Units;

/**
 * A compiled training step. Inputs: {@link #FEATURES}, {@link #TARGETS}, {@link #UNIT_MASK}, the inputs of the clipping
 * rule, each parameter under its own name and, where numbers are dropped, {@link #DROPOUT}. Outputs: {@link #LOSSES}, {@link #NORMS} if gradients are clipped, and
 * {@link #gradientSum} of each parameter.
 *
 * @param model the graph
 * @param units physical batch size and unit size
 * @param parameters names of the parameters, in the order of the network
 * @param dropouts where numbers are dropped, in the order of their columns in {@link #DROPOUT}
 */
public record StepGraph(OnnxModel model, Units units, List<String> parameters, List<DroppedNumbers> dropouts) {
    /** Input: the examples, {@code [examples, ...]}; rows of padding must be finite, for example zero. */
    public static final String FEATURES = "features";

    /** Input: the targets, as the loss wants them. */
    public static final String TARGETS = "targets";

    /** Input: {@code [units]}, 1 for real units, 0 for padding. */
    public static final String UNIT_MASK = "unit_mask";

    /**
     * Input: {@code [examples, numbers]}, for each example what the numbers of its dropouts are multiplied by: 0 for those that
     * are dropped, {@link DroppedNumbers#kept} for the others. The columns of all {@link #dropouts} side by side.
     */
    public static final String DROPOUT = "dropout_factors";

    /** Output: {@code [examples]}, the loss of each example, of padding too. */
    public static final String LOSSES = "losses";

    /** Output: {@code [units]}, the norm of each unit's gradient before clipping. */
    public static final String NORMS = "gradient_norms";

    /** Copies the lists. */
    public StepGraph {
        parameters = List.copyOf(parameters);
        dropouts = List.copyOf(dropouts);
    }

    /**
     * The output with the sum of a parameter's clipped gradients.
     *
     * @param parameter name of the parameter
     * @return name of the output
     */
    public static String gradientSum(String parameter) {
        return "gradient_sum_" + parameter;
    }
}
