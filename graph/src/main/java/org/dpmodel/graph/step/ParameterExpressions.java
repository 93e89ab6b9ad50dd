package org.dpmodel.graph.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.DenseWeightGradient;
import org.dpmodel.graph.gradient.FormedGradient;
import org.dpmodel.graph.gradient.GradientSink;
import org.dpmodel.graph.gradient.ParameterGradient;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.gradient.ReshapedGradient;
import org.dpmodel.graph.gradient.SharedParameterGradient;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.operator.LeadingAxis;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Nodes that compute from parameters alone, before they are combined with examples: a transposed weight, a weight scaled
 * to a norm, the sum of two weights. The gradient of each unit with respect to the result is carried back through them by
 * the derivatives of their operators, with one copy of the parameters for each unit along a leading axis.
 */
final class ParameterExpressions {
    /** A node with its inputs and its outputs in the recorded graph. */
    private record Expression(Node node, OperatorCall call, List<Value> outputs) {
        String name() {
            return outputs.get(0).name();
        }
    }

    private final ForwardRecording forward;
    private final List<Expression> expressions = new ArrayList<>();
    private final Map<String, Value> copies = new HashMap<>();
    private final Map<String, Recording> recordings = new HashMap<>();

    ParameterExpressions(ForwardRecording forward) {
        this.forward = forward;
    }

    void add(Node node, OperatorCall call, List<Value> outputs) {
        expressions.add(new Expression(node, call, outputs));
    }

    /** Carries the gradients of results back to their sources, adding to the uses of each value. */
    void pullBack(Map<String, List<ParameterGradient>> uses) {
        for (int i = expressions.size() - 1; i >= 0; i--) {
            Expression expression = expressions.get(i);
            if (expression.outputs().stream().anyMatch(output -> uses.containsKey(output.name()))) {
                forward.builder()
                        .scope(StepCompiler.identifier(expression.node().name()) + "_backward");
                if (!pulledAsAView(expression, uses)) {
                    pullBack(expression, uses);
                }
            }
        }
    }

    /** A reshaped weight, or a transposed matrix, keeps the rule of its use. */
    private boolean pulledAsAView(Expression expression, Map<String, List<ParameterGradient>> uses) {
        Value input = expression.call().input(0);
        List<ParameterGradient> ofOutput = uses.get(expression.name());
        List<ParameterGradient> carried = new ArrayList<>();
        if (expression.call().operator().equals("Reshape")) {
            // All uses together, so that uses of one kind, as in the steps of a recurrent layer, can become one
            // product.
            Shape shape = expression.outputs().get(0).shape();
            carried.add(new ReshapedGradient(joined(ofOutput, shape), input.shape()));
        } else if (expression.call().operator().equals("Transpose")
                && input.shape().rank() == 2
                && ofOutput.stream().allMatch(DenseWeightGradient.class::isInstance)
                && expression.call().attributes().integers("perm", 1, 0)[0] == 1) {
            ofOutput.forEach(use -> carried.add(((DenseWeightGradient) use).ofTransposed()));
        } else {
            return false;
        }
        uses.computeIfAbsent(input.name(), name -> new ArrayList<>()).addAll(carried);
        return true;
    }

    private static ParameterGradient joined(List<ParameterGradient> uses, Shape shape) {
        return uses.size() == 1 ? uses.get(0) : new SharedParameterGradient(uses, shape);
    }

    private void pullBack(Expression expression, Map<String, List<ParameterGradient>> uses) {
        Recording recording = copied(expression);
        Ops ops = forward.ops();
        List<Optional<Value>> gradients = new ArrayList<>();
        for (int i = 0; i < expression.outputs().size(); i++) {
            Value output = expression.outputs().get(i);
            Shape shape = recording.outputs().get(i).shape();
            gradients.add(Optional.ofNullable(uses.get(output.name()))
                    .map(ofOutput ->
                            ops.reshape(joined(ofOutput, output.shape()).rows(ops), shape)));
        }
        List<Integer> served = new ArrayList<>();
        recording.pullback().pull(gradients, new GradientSink() {
            @Override
            public void activation(int input, Supplier<Value> carried) {
                Value value = expression.call().inputs().get(input);
                if (forward.isTrained(value)) {
                    Value formed = ops.reshape(
                            carried.get(),
                            forward.units().count(),
                            value.shape().size());
                    served.add(input);
                    uses.computeIfAbsent(value.name(), name -> new ArrayList<>())
                            .add(new FormedGradient(formed, value.shape()));
                }
            }

            @Override
            public void parameter(int input, Supplier<ParameterGradient> rule) {
                // Copies are not parameters: each has its own gradient.
            }
        });
        forward.checkServed(expression.node(), expression.call().inputs(), served);
    }

    /** The recording of a node with a copy of its inputs for each unit. */
    private Recording copied(Expression expression) {
        Recording known = recordings.get(expression.name());
        if (known == null) {
            List<Value> inputs = expression.call().inputs().stream()
                    .map(input -> forward.isTrained(input) ? copy(input) : input)
                    .toList();
            OperatorCall lifted = LeadingAxis.of(
                    forward.ops(),
                    expression.call(),
                    expression.outputs().get(0),
                    inputs,
                    forward.units().count());
            known = Operators.network(lifted.operator(), lifted.node())
                    .record(
                            new NodeRecorder(forward.ops(), forward.target(), forward.units(), Dependence.SHARED),
                            lifted);
            recordings.put(expression.name(), known);
        }
        return known;
    }

    private Value copy(Value value) {
        Value known = copies.get(value.name());
        if (known == null) {
            known = expressions.stream()
                    .filter(expression -> place(expression, value) >= 0)
                    .findFirst()
                    .map(expression -> copied(expression).outputs().get(place(expression, value)))
                    .orElseGet(() -> expanded(value));
            copies.put(value.name(), known);
        }
        return known;
    }

    private static int place(Expression expression, Value value) {
        return expression.outputs().stream().map(Value::name).toList().indexOf(value.name());
    }

    private Value expanded(Value parameter) {
        long[] dims = parameter.shape().dims();
        long[] one = LongStream.concat(LongStream.of(1), LongStream.of(dims)).toArray();
        long[] all = one.clone();
        all[0] = forward.units().count();
        return forward.ops().expand(forward.ops().reshape(parameter, one), all);
    }
}
