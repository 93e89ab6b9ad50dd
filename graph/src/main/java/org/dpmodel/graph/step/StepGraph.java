package org.dpmodel.graph.step;

import java.util.List;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.gradient.Units;

/**
 * A compiled training step. Inputs: {@link #FEATURES}, {@link #TARGETS}, {@link #UNIT_MASK}, the inputs of the clipping
 * rule, each parameter under its own name and, with active dropouts, {@link #DROPOUT}. Outputs: {@link #LOSSES}, {@link
 * #NORMS} if gradients are clipped, and {@link #gradientSum} of each parameter.
 *
 * @param model the graph
 * @param units physical batch size and unit size
 * @param parameters names of the parameters, in the order of the network
 * @param dropouts the active dropouts, in the order of their columns in {@link #DROPOUT}
 */
public record StepGraph(OnnxModel model, Units units, List<String> parameters, List<DroppedNumbers> dropouts) {
    /** Input: the examples, {@code [examples, ...]}; padding rows must be finite, for example zero. */
    public static final String FEATURES = "features";

    /** Input: the targets, of the type that the loss requires. */
    public static final String TARGETS = "targets";

    /** Input: {@code [units]}, 1 for real units, 0 for padding. */
    public static final String UNIT_MASK = "unit_mask";

    /**
     * Input: {@code [examples, elements]}, the factors of the elements of each example's dropouts: 0 for dropped ones,
     * {@link DroppedNumbers#kept} for the others. The columns of all {@link #dropouts} are concatenated.
     */
    public static final String DROPOUT = "dropout_factors";

    /** Output: {@code [examples]}, the loss of each example, including padding. */
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
