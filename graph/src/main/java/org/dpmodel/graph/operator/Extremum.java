package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/**
 * The largest or smallest of any number of values, with broadcasting. Two equal values each get half of the gradient,
 * as in PyTorch; more than two values are compared in pairs from the left.
 */
enum Extremum implements NetworkOperator {
    /** The largest. */
    MAX("Max", "Greater"),
    /** The smallest. */
    MIN("Min", "Less");

    private final String operator;
    private final String wins;

    Extremum(String operator, String wins) {
        this.operator = operator;
        this.wins = wins;
    }

    @Override
    public List<TensorType> infer(OperatorCall call) {
        return Elementwise.ARITHMETIC.infer(call);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        return IsolationRules.elementwise(call, inputs);
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        Ops ops = recorder.ops();
        List<Value> inputs = call.inputs();
        List<Value> best = new ArrayList<>(List.of(inputs.get(0)));
        for (Value input : inputs.subList(1, inputs.size())) {
            best.add(ops.elementwise(operator, best.get(best.size() - 1), input));
        }
        return Recording.of(best.get(best.size() - 1), (gradient, sink) -> {
            for (int i = 0; i < inputs.size(); i++) {
                int input = i;
                sink.activation(
                        i,
                        () -> Broadcasting.sumToShape(
                                ops,
                                share(ops, inputs, best, input, gradient),
                                inputs.get(input).shape()));
                sink.parameter(
                        i,
                        () -> recorder.stretched(
                                share(ops, inputs, best, input, gradient),
                                inputs.get(input).shape()));
            }
        });
    }

    /** The share of an input in the gradient, in the shape of the output: the product of its shares in each comparison. */
    private Value share(Ops ops, List<Value> inputs, List<Value> best, int input, Value gradient) {
        Value share = gradient;
        for (int i = inputs.size() - 1; i >= Math.max(1, input); i--) {
            Value mine = i == input ? inputs.get(i) : best.get(i - 1);
            Value other = i == input ? best.get(i - 1) : inputs.get(i);
            Value won = ops.indicator(ops.elementwise(wins, mine, other));
            Value drawn = ops.mul(ops.indicator(ops.elementwise("Equal", mine, other)), ops.scalar(0.5f));
            share = ops.mul(share, ops.add(won, drawn));
        }
        return share;
    }
}
