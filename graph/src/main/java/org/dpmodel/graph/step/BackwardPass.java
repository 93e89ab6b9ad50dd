package org.dpmodel.graph.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.gradient.GradientSink;
import org.dpmodel.graph.gradient.ParameterGradient;

/** Runs a recording backwards: gradients of values are added, and each use of a parameter gets its rule. */
final class BackwardPass {
    private final ForwardRecording forward;
    private final Map<String, Value> gradients = new HashMap<>();
    private final Map<String, List<ParameterGradient>> uses = new HashMap<>();

    BackwardPass(ForwardRecording forward) {
        this.forward = forward;
    }

    /** Starts from the gradient of the network's output. */
    void run(Value gradientOfPredictions) {
        run(forward.predictions(), gradientOfPredictions);
    }

    /** Starts from the gradient of a value. */
    void run(Value from, Value gradient) {
        gradients.put(from.name(), gradient);
        List<ForwardRecording.Entry> tape = forward.tape();
        for (int i = tape.size() - 1; i >= 0; i--) {
            ForwardRecording.Entry entry = tape.get(i);
            List<Optional<Value>> ofOutputs = entry.recording().outputs().stream()
                    .map(output -> Optional.ofNullable(gradients.get(output.name())))
                    .toList();
            if (ofOutputs.stream().anyMatch(Optional::isPresent)) {
                forward.builder().scope(StepCompiler.identifier(entry.node().name()) + "_backward");
                Sink sink = new Sink(entry.node());
                entry.recording().pullback().pull(ofOutputs, sink);
                forward.checkServed(entry.node(), forward.inputs(entry.node()), sink.served);
            }
        }
        forward.expressions().pullBack(uses);
    }

    /** The gradient of a value, if one was found. */
    Optional<Value> gradient(Value value) {
        return Optional.ofNullable(gradients.get(value.name()));
    }

    /** The rules of a parameter, one for each use. */
    List<ParameterGradient> uses(String parameter) {
        return uses.getOrDefault(parameter, List.of());
    }

    /** Receives the results of one node's backward pass, and builds only those that are needed. */
    private final class Sink implements GradientSink {
        private final Node node;
        private final Set<Integer> served = new HashSet<>();

        Sink(Node node) {
            this.node = node;
        }

        private boolean isParameter(Value value) {
            return forward.isSharedAndTrained(value);
        }

        @Override
        public void activation(int input, Supplier<Value> gradient) {
            Value value = forward.input(node, input);
            if (forward.isTrained(value) && !isParameter(value)) {
                served.add(input);
                gradients.merge(value.name(), gradient.get(), forward.ops()::add);
            }
        }

        @Override
        public void parameter(int input, Supplier<ParameterGradient> gradient) {
            Value value = forward.input(node, input);
            if (isParameter(value)) {
                served.add(input);
                uses.computeIfAbsent(value.name(), name -> new ArrayList<>()).add(gradient.get());
            }
        }
    }
}
