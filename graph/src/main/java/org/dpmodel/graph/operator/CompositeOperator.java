package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.type.OperatorCall;

/**
 * An operator that is expanded into others before a network is proven and differentiated. Its types, isolation and
 * derivative follow from theirs.
 */
public interface CompositeOperator extends NetworkOperator {
    /** Operators in bound networks have the forms of this operator set: axes of reductions are inputs. */
    int OPSET = 18;

    /**
     * An operator with one input, whose output has the input's shape.
     *
     * @param formula how the output is computed
     * @return the operator
     */
    static CompositeOperator function(BiFunction<Ops, Value, Value> formula) {
        return (ops, call) -> List.of(
                ops.reshape(formula.apply(ops, call.input(0)), call.input(0).shape()));
    }

    /**
     * Writes the operator in terms of others, which may be composite too.
     *
     * @param ops where they go
     * @param call attributes and inputs
     * @return the outputs, as many as the call has
     */
    List<Value> expand(Ops ops, OperatorCall call);

    /**
     * A graph that computes one call.
     *
     * @param call attributes and inputs
     * @return a graph whose inputs and initializers are named {@code i0}, {@code i1}, ... by position, with its outputs
     *     in order
     */
    default Graph expansion(OperatorCall call) {
        GraphBuilder builder = new GraphBuilder(call.node(), Operators::find);
        List<Value> arguments = new ArrayList<>();
        for (int i = 0; i < call.inputs().size(); i++) {
            Value input = call.inputs().get(i);
            String name = "i" + i;
            if (input.isAbsent()) {
                arguments.add(input);
            } else if (input.constant().isPresent()) {
                arguments.add(builder.initializer(name, input.constant().get()));
            } else {
                arguments.add(builder.input(name, input.type()));
            }
        }
        Ops ops = new Ops(builder, OPSET);
        expand(ops, new OperatorCall(call.node(), call.operator(), call.attributes(), arguments, call.outputCount()))
                .forEach(builder::output);
        return builder.build();
    }

    @Override
    default List<TensorType> infer(OperatorCall call) {
        return expansion(call).outputs().stream().map(output -> output.type()).toList();
    }

    @Override
    default Dependence isolation(OperatorCall call, List<Dependence> inputs) {
        throw new IllegalStateException(call.operator() + " is written as other operators before it is proven");
    }

    @Override
    default Recording record(Recorder recorder, OperatorCall call) {
        throw new IllegalStateException(call.operator() + " is written as other operators before it is recorded");
    }
}
