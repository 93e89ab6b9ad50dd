package org.dpmodel.accountant.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.calibration.AdaptiveClippingNoise;
import org.dpmodel.accountant.calibration.Calibration;
import org.dpmodel.accountant.pld.CertifiedInterval;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.accountant.zcdp.ZcdpAccountant;
import org.dpmodel.accountant.zcdp.ZcdpConversion;

/**
 * Evaluates a reference case, given in JSON, with all accountants that support it.
 *
 * <p>A case has {@code id}, {@code kind}, {@code mechanism}, {@code adjacency} and the inputs of {@link CaseInput}. The
 * answer has the {@code id} and, by kind:
 *
 * <ul>
 *   <li>{@code epsilon}: {@code rdp_epsilon}, {@code rdp_optimal_order}, {@code pld_epsilon_upper},
 *       {@code pld_epsilon_lower}, {@code exact_epsilon} where a closed form exists, and for the plain Gaussian mechanism
 *       {@code zcdp_rho}, {@code zcdp_epsilon}, {@code zcdp_epsilon_tight},
 *   <li>{@code delta}: {@code rdp_delta}, {@code pld_delta_upper}, {@code pld_delta_lower}, {@code exact_delta},
 *   <li>{@code calibrate_noise_multiplier}: {@code rdp_noise_multiplier}, {@code pld_noise_multiplier},
 *       {@code exact_noise_multiplier},
 *   <li>{@code calibrate_steps} (epochs for balls in bins): {@code rdp_max_steps}, {@code pld_max_steps}, {@code exact_max_steps},
 *   <li>{@code adaptive_clipping}: {@code gradient_noise_multiplier} (null if impossible),
 *       {@code effective_noise_multiplier_if_uncorrected}, {@code rdp_epsilon}, {@code pld_epsilon_upper}, and the last two
 *       with {@code _if_uncorrected}.
 * </ul>
 *
 * Infinity is the string {@code "Infinity"}. If a case cannot be answered, the answer is {@code id} and {@code error}.
 */
public final class CaseEvaluator {

    /**
     * Answers one case.
     *
     * @param json the case
     * @return the answer
     */
    public ObjectNode evaluate(JsonNode json) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.set("id", json.path("id"));
        try {
            answer.setAll(answer(new CaseInput(json)));
        } catch (IllegalArgumentException | ArithmeticException e) {
            answer.put("error", e.getMessage());
        }
        return answer;
    }

    private static ObjectNode answer(CaseInput input) {
        return switch (input.text("kind")) {
            case "epsilon" -> epsilon(input);
            case "delta" -> delta(input);
            case "calibrate_noise_multiplier" -> noiseMultiplier(input);
            case "calibrate_steps" -> steps(input);
            case "adaptive_clipping" -> adaptiveClipping(input);
            default ->
                throw new IllegalArgumentException("kind must be one of epsilon, delta,"
                        + " calibrate_noise_multiplier, calibrate_steps, adaptive_clipping, found "
                        + input.text("kind"));
        };
    }

    private static ObjectNode epsilon(CaseInput input) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        double delta = input.number("delta");
        RdpAccountant rdp = composed(new RdpAccountant(input.adjacency()), input);
        put(answer, "rdp_epsilon", rdp.epsilon(delta));
        if (delta > 0 && delta < 1 && !input.isTruncated()) {
            put(answer, "rdp_optimal_order", rdp.optimum(delta).order());
        }
        if (input.isFixedSize()) {
            return answer;
        }
        PldAccountant pld = composed(new PldAccountant(input.adjacency()), input);
        CertifiedInterval interval = pld.epsilonInterval(delta);
        put(answer, "pld_epsilon_upper", interval.upper());
        put(answer, "pld_epsilon_lower", interval.lower());
        if (pld.hasClosedForm() || delta == 0 || delta == 1) {
            put(answer, "exact_epsilon", interval.upper());
        }
        if (input.isGaussian()) {
            ZcdpAccountant tight = composed(new ZcdpAccountant(input.adjacency()), input);
            ZcdpAccountant simple = composed(new ZcdpAccountant(input.adjacency(), ZcdpConversion.SIMPLE), input);
            put(answer, "zcdp_rho", tight.rho());
            put(answer, "zcdp_epsilon", simple.epsilon(delta));
            put(answer, "zcdp_epsilon_tight", tight.epsilon(delta));
        }
        return answer;
    }

    private static ObjectNode delta(CaseInput input) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        double epsilon = input.number("epsilon");
        put(
                answer,
                "rdp_delta",
                composed(new RdpAccountant(input.adjacency()), input).delta(epsilon));
        if (input.isFixedSize()) {
            return answer;
        }
        PldAccountant pld = composed(new PldAccountant(input.adjacency()), input);
        put(answer, "pld_delta_upper", pld.delta(epsilon));
        put(answer, "pld_delta_lower", pld.lowerDelta(epsilon));
        if (pld.hasClosedForm()) {
            put(answer, "exact_delta", pld.delta(epsilon));
        }
        return answer;
    }

    private static ObjectNode noiseMultiplier(CaseInput input) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        double epsilon = input.number("epsilon");
        double delta = input.number("delta");
        Calibration rdp = new Calibration(() -> new RdpAccountant(input.adjacency()));
        put(answer, "rdp_noise_multiplier", rdp.noiseMultiplier(input::eventWithNoise, epsilon, delta));
        if (input.isFixedSize()) {
            return answer;
        }
        Calibration pld = new Calibration(() -> new PldAccountant(input.adjacency()));
        double found = pld.noiseMultiplier(input::eventWithNoise, epsilon, delta);
        put(answer, "pld_noise_multiplier", found);
        if (input.hasClosedForm()) {
            put(answer, "exact_noise_multiplier", found);
        }
        return answer;
    }

    private static ObjectNode steps(CaseInput input) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        double epsilon = input.number("epsilon");
        double delta = input.number("delta");
        Calibration rdp = new Calibration(() -> new RdpAccountant(input.adjacency()));
        answer.put("rdp_max_steps", input.paidSteps(rdp.maxSteps(input.step(), epsilon, delta)));
        if (input.isFixedSize()) {
            return answer;
        }
        Calibration pld = new Calibration(() -> new PldAccountant(input.adjacency()));
        long found = input.paidSteps(pld.maxSteps(input.step(), epsilon, delta));
        answer.put("pld_max_steps", found);
        if (input.isGaussian() || found == 0) {
            answer.put("exact_max_steps", found);
        }
        return answer;
    }

    private static ObjectNode adaptiveClipping(CaseInput input) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        double delta = input.number("delta");
        double noiseMultiplier = input.number("noise_multiplier");
        AdaptiveClippingNoise noise = new AdaptiveClippingNoise(noiseMultiplier, input.number("clipped_count_stddev"));
        if (2 * noise.clippedCountStddev() < noiseMultiplier) {
            answer.putNull("gradient_noise_multiplier");
        } else {
            put(answer, "gradient_noise_multiplier", noise.gradientNoiseMultiplier());
        }
        double uncorrected = noise.effectiveNoiseMultiplierIfUncorrected();
        put(answer, "effective_noise_multiplier_if_uncorrected", uncorrected);
        putEpsilons(answer, input, noiseMultiplier, delta, "");
        putEpsilons(answer, input, uncorrected, delta, "_if_uncorrected");
        return answer;
    }

    private static void putEpsilons(
            ObjectNode answer, CaseInput input, double noiseMultiplier, double delta, String suffix) {
        RdpAccountant rdp = new RdpAccountant(input.adjacency());
        rdp.compose(input.eventWithNoise(noiseMultiplier));
        put(answer, "rdp_epsilon" + suffix, rdp.epsilon(delta));
        PldAccountant pld = new PldAccountant(input.adjacency());
        pld.compose(input.eventWithNoise(noiseMultiplier));
        put(answer, "pld_epsilon_upper" + suffix, pld.epsilon(delta));
    }

    private static <A extends PrivacyAccountant> A composed(A accountant, CaseInput input) {
        accountant.compose(input.event());
        return accountant;
    }

    private static void put(ObjectNode answer, String name, double value) {
        if (Double.isInfinite(value)) {
            answer.put(name, "Infinity");
        } else {
            answer.put(name, value);
        }
    }
}
