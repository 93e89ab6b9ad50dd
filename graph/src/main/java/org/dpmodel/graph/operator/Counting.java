package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.isolation.IsolationRules;
import org.dpmodel.graph.type.OperatorCall;

/** Range: equally spaced numbers from constants. A range over the examples would number them, and is refused. */
final class Counting implements NetworkOperator {
    private static final int MOST = 1 << 24;

    @Override
    public List<TensorType> infer(OperatorCall call) {
        DataType type = Elementwise.operandType(call);
        double start = number(call, 0);
        double delta = number(call, 2);
        call.require(delta != 0, () -> "a step of 0 never ends");
        double count = Math.max(0, Math.ceil((number(call, 1) - start) / delta));
        call.require(count <= MOST, () -> "it must have at most " + MOST + " elements, found " + count);
        return List.of(new TensorType(type, Shape.of((long) count)));
    }

    private static double number(OperatorCall call, int input) {
        Constant constant = call.input(input)
                .constant()
                .orElseThrow(() -> call.error("input " + input + " ("
                        + call.input(input).name() + ") must be a constant: export the network with static shapes"));
        return constant.type().dataType() == DataType.FLOAT ? constant.toFloats()[0] : constant.toLongs()[0];
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(0, 1, 2);
    }

    @Override
    public Set<Integer> shapeInputs() {
        return Set.of(0, 1, 2);
    }

    @Override
    public Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        if (inputs.stream().anyMatch(input -> input.onCount() || input.onExamples())) {
            throw IsolationRules.mixes(
                    call,
                    "it numbers the examples, so the result of an example depends on its position in the batch",
                    "number positions only within an example");
        }
        return Dependence.SHARED;
    }

    @Override
    public Recording record(Recorder recorder, OperatorCall call) {
        throw call.error("its inputs must be constants: export the network with static shapes");
    }
}
