package org.dpmodel.djl.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.GraphException;
import org.dpmodel.nn.Initializer;

/** The parameters of a block under their full names, as {@code Block.getParameters()} gives them. Immutable. */
final class BlockParameters {
    private final Map<String, TracedParameter> byId = new LinkedHashMap<>();
    private final Map<String, TracedParameter> byArray = new HashMap<>();

    private BlockParameters() {}

    /** No parameters, if only shapes matter. */
    static BlockParameters none() {
        return new BlockParameters();
    }

    /**
     * The parameters of an initialized block.
     *
     * @param block the block
     * @param starts by the parameter's id: how to draw the values of parameters that have none
     */
    static BlockParameters of(Block block, Map<String, Initializer> starts) {
        BlockParameters all = new BlockParameters();
        for (Pair<String, Parameter> entry : block.getParameters()) {
            Parameter parameter = entry.getValue();
            if (parameter.isInitialized() && !all.byId.containsKey(parameter.getId())) {
                all.add(entry.getKey(), parameter, Optional.ofNullable(starts.get(parameter.getId())));
            }
        }
        return all;
    }

    private void add(String name, Parameter parameter, Optional<Initializer> start) {
        NDArray array = parameter.getArray();
        boolean real = SymbolicArray.symbol(array).isEmpty();
        if (!real && start.isEmpty()) {
            throw new GraphException("parameter " + name + " is created only when its block is initialized: "
                    + "initialize the block with a DJL engine before tracing");
        }
        TracedParameter traced = new TracedParameter(
                name,
                Types.of(array.getShape()),
                parameter.requiresGradient(),
                real ? Optional.of(Types.floats(array)) : Optional.empty(),
                real ? Optional.empty() : start);
        byId.put(parameter.getId(), traced);
        if (real) {
            byArray.put(array.getUid(), traced);
        }
    }

    TracedParameter of(Parameter parameter) {
        TracedParameter traced = byId.get(parameter.getId());
        if (traced == null) {
            throw new GraphException("the block uses a parameter named " + parameter.getName()
                    + " that is not initialized, or not among its getParameters(): add it with addParameter, and "
                    + "initialize the block");
        }
        return traced;
    }

    /** The parameter that owns an array of a real engine. */
    Optional<TracedParameter> owner(NDArray array) {
        return Optional.ofNullable(byArray.get(array.getUid()));
    }
}
