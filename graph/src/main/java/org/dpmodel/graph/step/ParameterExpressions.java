package org.dpmodel.graph.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.FormedGradient;
import org.dpmodel.graph.gradient.GradientSink;
import org.dpmodel.graph.gradient.ParameterGradient;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.gradient.SharedParameterGradient;
import org.dpmodel.graph.operator.LeadingAxis;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Nodes that compute from parameters alone, before an example comes in: a transposed weight, a weight scaled to a norm,
 * the sum of two weights. The gradient of each unit with respect to the result is carried back through them by the
 * derivatives of their operators, with one copy of the parameters for each unit along a leading axis.
 */
final class ParameterExpressions {
    /** A node with its inputs and its output in the recorded graph. */
    private record Expression(Node node, OperatorCall call, Value output) {}

    private final ForwardRecording forward;
    private final List<Expression> expressions = new ArrayList<>();
    private final Map<String, Value> copies = new HashMap<>();
    private final Map<String, Recording> recordings = new HashMap<>();

    ParameterExpressions(ForwardRecording forward) {
        this.forward = forward;
    }

    void add(Node node, OperatorCall call, Value output) {
        expressions.add(new Expression(node, call, output));
    }

    boolean isEmpty() {
        return expressions.isEmpty();
    }

    /** Carries the gradients of results back to what they are computed from, adding to the uses of each value. */
    void pullBack(Map<String, List<ParameterGradient>> uses) {
        for (int i = expressions.size() - 1; i >= 0; i--) {
            Expression expression = expressions.get(i);
            List<ParameterGradient> ofOutput = uses.get(expression.output().name());
            if (ofOutput != null) {
                forward.builder()
                        .scope(StepCompiler.identifier(expression.node().name()) + "_backward");
                ParameterGradient gradient =
                        joined(ofOutput, expression.output().shape());
                pullBack(expression, gradient, uses);
            }
        }
    }

    private static ParameterGradient joined(List<ParameterGradient> uses, Shape shape) {
        return uses.size() == 1 ? uses.get(0) : new SharedParameterGradient(uses, shape);
    }

    private void pullBack(
            Expression expression, ParameterGradient gradient, Map<String, List<ParameterGradient>> uses) {
        Recording recording = copied(expression);
        Ops ops = forward.ops();
        Value rows = ops.reshape(gradient.rows(ops), recording.outputs().get(0).shape());
        List<Integer> served = new ArrayList<>();
        recording.pullback().pull(rows, new GradientSink() {
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
                // Copies are no parameters: each has its own gradient.
            }
        });
        forward.checkServed(expression.node(), expression.call().inputs(), served);
    }

    /** The recording of a node with a copy of its inputs for each unit. */
    private Recording copied(Expression expression) {
        Recording known = recordings.get(expression.output().name());
        if (known == null) {
            List<Value> inputs = expression.call().inputs().stream()
                    .map(input -> forward.isTrained(input) ? copy(input) : input)
                    .toList();
            OperatorCall lifted = LeadingAxis.of(
                    forward.ops(),
                    expression.call(),
                    expression.output(),
                    inputs,
                    forward.units().count());
            known = Operators.network(lifted.operator(), lifted.node())
                    .record(new NodeRecorder(forward.ops(), forward.target(), forward.units(), 0), lifted);
            recordings.put(expression.output().name(), known);
        }
        return known;
    }

    private Value copy(Value value) {
        Value known = copies.get(value.name());
        if (known == null) {
            known = expressions.stream()
                    .filter(expression -> expression.output().name().equals(value.name()))
                    .findFirst()
                    .map(expression -> copied(expression).outputs().get(0))
                    .orElseGet(() -> expanded(value));
            copies.put(value.name(), known);
        }
        return known;
    }

    private Value expanded(Value parameter) {
        long[] dims = parameter.shape().dims();
        long[] one = LongStream.concat(LongStream.of(1), LongStream.of(dims)).toArray();
        long[] all = one.clone();
        all[0] = forward.units().count();
        return forward.ops().expand(forward.ops().reshape(parameter, one), all);
    }
}
