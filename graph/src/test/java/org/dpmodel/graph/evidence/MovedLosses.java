package org.dpmodel.graph.evidence;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.ForwardGraph;
import org.dpmodel.graph.step.StepGraph;

/** The losses of a batch's examples in double precision, with some parameters moved. */
final class MovedLosses {
    private final ForwardGraph forward;
    private final Map<String, ReferenceTensor> inputs = new HashMap<>();

    MovedLosses(TestNetwork test, Batch batch) {
        forward = ForwardGraph.compile(test.network(), Optional.of(test.loss()), TestTargets.grouped(), batch.size());
        inputs.put(StepGraph.FEATURES, batch.features());
        inputs.put(StepGraph.TARGETS, batch.targets());
        Map<String, Constant> initializers = test.network().graph().initializers();
        forward.parameters().forEach(name -> inputs.put(name, ReferenceTensor.of(initializers.get(name))));
    }

    /** The losses where each parameter named is moved by a distance along its direction. */
    double[] at(Map<String, double[]> directions, double distance) {
        Map<String, ReferenceTensor> moved = new HashMap<>(inputs);
        directions.forEach((parameter, direction) -> {
            ReferenceTensor origin = inputs.get(parameter);
            double[] values = origin.toDoubles();
            for (int i = 0; i < values.length; i++) {
                values[i] += distance * direction[i];
            }
            moved.put(parameter, ReferenceTensor.floats(origin.type().shape(), values));
        });
        return Runner.DOUBLE.run(forward.model(), moved).get(StepGraph.LOSSES);
    }
}
