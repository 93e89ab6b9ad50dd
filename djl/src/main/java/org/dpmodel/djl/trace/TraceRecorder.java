package org.dpmodel.djl.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.operator.Operators;

/** The graph that one trace writes, and the manager whose arrays belong to it. Mutable, for one thread. */
final class TraceRecorder {
    /** The operator set, which is that of networks of cells. */
    static final int OPSET = 17;

    private final TraceOptions options;
    private final BlockParameters parameters;
    private final Ops ops;
    private final NDManager manager;
    private final Map<TracedParameter, Boolean> transposed = new LinkedHashMap<>();
    private int placeholders;

    TraceRecorder(TraceOptions options, BlockParameters parameters, ArrayCreation creation) {
        this.options = options;
        this.parameters = parameters;
        this.ops = new Ops(new GraphBuilder(options.name(), Operators::find), OPSET);
        this.manager = SymbolicManager.create(this, creation);
    }

    TraceOptions options() {
        return options;
    }

    Ops ops() {
        return ops;
    }

    GraphBuilder builder() {
        return ops.builder();
    }

    NDManager manager() {
        return manager;
    }

    /** The parameters used so far, and whether they are stored transposed. */
    Map<TracedParameter, Boolean> usedParameters() {
        return transposed;
    }

    /** An array that stands for a value. */
    NDArray array(Value value) {
        return SymbolicArray.create(new Symbol.Computed(this, value));
    }

    /** An array whose type alone matters. */
    NDArray placeholder(Shape shape, DataType type) {
        TensorType tensorType = new TensorType(Types.of(type), shape);
        return array(builder().input("placeholder" + placeholders++, tensorType));
    }

    /** The array of a parameter. */
    NDArray parameterArray(ai.djl.nn.Parameter parameter) {
        return SymbolicArray.create(new Symbol.OfParameter(this, parameters.of(parameter)));
    }

    /**
     * A parameter in the graph.
     *
     * @param parameter the parameter
     * @param turned whether the use wants a matrix with rows and columns exchanged
     */
    Value parameter(TracedParameter parameter, boolean turned) {
        Boolean known = transposed.putIfAbsent(parameter, turned);
        if (known != null && known != turned) {
            throw new GraphException("parameter " + parameter.name() + " is used both as a matrix and transposed, "
                    + "which has no per-example rule: give each use its own parameter");
        }
        Constant constant = parameter.constant(turned);
        return known == null
                ? builder().initializer(parameter.name(), constant)
                : new Value(parameter.name(), constant.type(), Optional.of(constant));
    }

    /** The symbol behind an array; arrays of a real engine become constants, or the parameter that they belong to. */
    Symbol symbol(NDArray array) {
        return SymbolicArray.symbol(array).orElseGet(() -> foreign(array));
    }

    private Symbol foreign(NDArray array) {
        return parameters
                .owner(array)
                .<Symbol>map(parameter -> new Symbol.OfParameter(this, parameter))
                .orElseGet(() -> new Symbol.Computed(this, builder().constant(Types.constant(array))));
    }

    /** The value of an array in this graph. */
    Value value(NDArray array) {
        Symbol symbol = symbol(array);
        if (symbol.recorder() != this) {
            throw new GraphException("the block keeps an array of " + symbol.type()
                    + " from its initialization and uses it in its forward pass: create constants in the forward pass,"
                    + " and read parameters by ParameterStore.getValue");
        }
        return symbol.value();
    }

    /** A number as a scalar of a graph. */
    Value scalar(Number number) {
        return builder().constant(Constant.floats(Shape.of(), number.floatValue()));
    }
}
