package org.dpmodel.cli.options;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dpmodel.noise.CorrelatedNoise;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.sampling.CyclicPoissonSampling;

/** The part of a report for programs that describes how a plan draws and charges. */
public final class PlanJson {
    private PlanJson() {}

    /**
     * Puts {@code samplingProbability} and {@code stepsPerCharge}; with cyclic sampling {@code parts} and
     * {@code probabilityInPart}, with correlated noise {@code bands}.
     *
     * @param node receives them
     * @param run the plan, and the number of examples
     */
    public static void put(ObjectNode node, PlannedRun run) {
        int examples = run.datasetSize();
        node.put("samplingProbability", run.plan().sampling().samplingProbability(examples));
        node.put("stepsPerCharge", run.plan().sampling().stepsPerCharge(examples));
        if (run.plan().sampling() instanceof CyclicPoissonSampling cyclic) {
            node.put("parts", cyclic.parts());
            node.put("probabilityInPart", cyclic.probabilityInPart(examples));
        }
        if (run.plan().noise() instanceof CorrelatedNoise correlated) {
            node.put("bands", correlated.bands());
        }
    }
}
