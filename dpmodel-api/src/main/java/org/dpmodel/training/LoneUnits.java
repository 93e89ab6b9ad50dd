package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.clipping.ClippingRule;

/**
 * Units whose norm overflows in float32, which is no reason to leave them out: each is computed alone, and clipped in
 * double precision. Compiled when the first such unit occurs. For one thread at a time; close it.
 */
final class LoneUnits implements AutoCloseable {
    private final StepSettings settings;
    private final Parameters parameters;
    private final ClippingRule rule;
    private StepRunner runner;

    LoneUnits(StepSettings settings, Parameters parameters) {
        this.settings = settings;
        this.parameters = parameters;
        this.rule = settings.clipping().orElseThrow().rule();
    }

    /** Adds the clipped gradient of the unit that begins at a position of the drawn examples, or nothing if it is not finite. */
    void addTo(PartialSum sum, Dataset dataset, int[] drawn, int position, float clippingNorm, DropoutMasks masks) {
        StepRunner alone = runner();
        boolean finite =
                alone.load(dataset, drawn, position, settings.unitSize(), masks).isEmpty();
        if (finite) {
            alone.run();
        }
        double loss = finite ? alone.loss(0) : Double.NaN;
        Map<String, float[]> gradients = finite ? gradients(alone) : Map.of();
        Map<String, Double> norms = new LinkedHashMap<>();
        gradients.forEach((name, gradient) -> norms.put(name, norm(gradient)));
        double norm = ClippingRule.norm(norms.values());
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            sum.tally().countNonFinite();
            return;
        }
        Map<String, Double> factors = rule.factors(norms, clippingNorm);
        String[] names = parameters.names();
        for (int i = 0; i < names.length; i++) {
            sum.sums().add(i, gradients.get(names[i]), factors.get(names[i]));
        }
        sum.tally().count(loss, norm, clippingNorm);
    }

    private StepRunner runner() {
        if (runner == null) {
            runner = new StepRunner(
                    settings.compileLone(), settings.device(), settings.workerExecution(), parameters.tensors());
        }
        return runner;
    }

    private Map<String, float[]> gradients(StepRunner runner) {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        for (String name : parameters.names()) {
            FloatBuffer gradient = runner.gradientSum(name);
            float[] values = new float[gradient.remaining()];
            gradient.get(values);
            gradients.put(name, values);
        }
        return gradients;
    }

    /** Squares of floats do not overflow in double precision. */
    private static double norm(float[] gradient) {
        double squares = 0;
        for (double value : gradient) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }

    @Override
    public void close() {
        if (runner != null) {
            runner.close();
            runner = null;
        }
    }
}
