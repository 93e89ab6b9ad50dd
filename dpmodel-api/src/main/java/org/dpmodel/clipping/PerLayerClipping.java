package org.dpmodel.clipping;

import java.util.Map;
import java.util.stream.Collectors;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.clipping.LayerwiseClipping;
import org.dpmodel.validation.Require;

/**
 * Each layer's part of a unit's gradient is clipped separately, to its share of the norm: layer l to {@code C · s_l}
 * with {@code Σ s_l² ≤ 1}, so that the whole is no longer than C (McMahan et al. 2018, arXiv:1710.06963, section 3.2).
 * Without given shares each of L layers gets {@code √(1/L)}. A layer is what parameters have in common before the last
 * dot of their names: {@code conv1.weight} and {@code conv1.bias} are layer {@code conv1}.
 *
 * @param norm the clipping norm C of all layers together
 * @param shares s by layer, each positive; empty for equal shares
 */
public record PerLayerClipping(double norm, Map<String, Double> shares) implements ClipMechanism {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is NaN or out of range, or the squares of the shares sum to more than 1
     */
    public PerLayerClipping {
        ClippingNorms.check("clippingNorm", norm);
        shares = Map.copyOf(shares);
        double squares = 0;
        for (Map.Entry<String, Double> share : shares.entrySet()) {
            double value = Require.positive("the share of layer " + share.getKey(), share.getValue(), "leave out none");
            squares += value * value;
        }
        // Equal shares are rounded, too: steps clip slightly below the norm to cover such rounding.
        if (squares > 1 + 1e-12) {
            throw Require.broken(
                    "the sum of the squared shares", "must be at most 1", squares, "divide each by its square root");
        }
    }

    @Override
    public String describe() {
        String divided = shares.isEmpty()
                ? "equal shares"
                : "shares "
                        + shares.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(share -> share.getKey() + "=" + share.getValue())
                                .collect(Collectors.joining(", "));
        return "clipping per layer, norm " + norm + ", " + divided;
    }

    @Override
    public ClippingRule rule() {
        return new LayerwiseClipping(shares);
    }

    @Override
    public double initialClippingNorm() {
        return norm;
    }
}
