package org.dpmodel.engine;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;

/**
 * The tensors that are fed to a graph, or that receive its outputs, by name and in order. The set of tensors never
 * changes, but their elements do. Objects are compared by identity, since engines keep native handles for an object. A
 * tensor may be in several objects, so that graphs can share parameters.
 */
public final class Tensors {
    private final Map<String, HostTensor> tensors;

    private Tensors(Map<String, HostTensor> tensors) {
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /**
     * New tensors of zeros.
     *
     * @param values names and types, for example {@link CompiledGraph#inputs()}
     * @return one tensor each
     * @throws EngineException if two have the same name, or a shape is symbolic
     */
    public static Tensors allocate(List<ValueInfo> values) {
        return allocate(values, Map.of());
    }

    /**
     * Tensors for the inputs of a graph, some of which are shared with other graphs.
     *
     * @param values names and types
     * @param shared tensors to reuse, by name; names without a value are ignored
     * @return the shared tensors, and new ones filled with zeros for the other values
     * @throws EngineException as {@link #allocate(List)}
     */
    public static Tensors allocate(List<ValueInfo> values, Map<String, HostTensor> shared) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (ValueInfo value : values) {
            HostTensor known = shared.get(value.name());
            HostTensor tensor = known == null ? HostTensor.allocate(value.type()) : known;
            if (tensors.put(value.name(), tensor) != null) {
                throw new EngineException("names of tensors must differ, found " + value.name() + " twice");
            }
        }
        return new Tensors(tensors);
    }

    /**
     * Existing tensors.
     *
     * @param tensors tensor by name; the map is copied in its order of iteration
     * @return the same tensors
     */
    public static Tensors of(Map<String, HostTensor> tensors) {
        return new Tensors(new LinkedHashMap<>(tensors));
    }

    /**
     * One tensor.
     *
     * @param name its name
     * @return the tensor
     * @throws EngineException if there is no tensor of that name
     */
    public HostTensor get(String name) {
        HostTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new EngineException("there is no tensor " + name + ": the names are " + tensors.keySet());
        }
        return tensor;
    }

    /**
     * All tensors.
     *
     * @return an unmodifiable map in order
     */
    public Map<String, HostTensor> asMap() {
        return tensors;
    }

    /**
     * Checks that these are exactly the values of a graph.
     *
     * @param values the values of the graph
     * @param role {@code "input"} or {@code "output"}, for the message
     * @throws EngineException naming the first tensor that is missing, has a different type, or does not belong to the
     *     graph
     */
    public void requireMatch(List<ValueInfo> values, String role) {
        for (ValueInfo value : values) {
            HostTensor tensor = tensors.get(value.name());
            if (tensor == null) {
                throw new EngineException(
                        role + " " + value.name() + " is missing: the tensors given are " + tensors.keySet());
            }
            TensorType found = tensor.type();
            if (!found.equals(value.type())) {
                throw new EngineException(role + " " + value.name() + " must be " + value.type() + ", found " + found
                        + ": allocate it with the type that the graph declares");
            }
        }
        if (tensors.size() != values.size()) {
            List<String> known = values.stream().map(ValueInfo::name).toList();
            String stranger = tensors.keySet().stream()
                    .filter(name -> !known.contains(name))
                    .findFirst()
                    .orElseThrow();
            throw new EngineException("the graph has no " + role + " " + stranger + ": it has " + known);
        }
    }

    /**
     * Checks that a graph which writes these tensors does not overwrite what it still reads.
     *
     * @param inputs what it reads
     * @throws EngineException naming a tensor that is both read and written
     */
    public void requireDisjoint(Tensors inputs) {
        Set<HostTensor> read = Collections.newSetFromMap(new IdentityHashMap<>());
        read.addAll(inputs.tensors.values());
        tensors.forEach((name, tensor) -> {
            if (read.contains(tensor)) {
                throw new EngineException("output " + name + " must not be the tensor of an input: a graph may write it"
                        + " while it still reads; allocate another one");
            }
        });
    }

    @Override
    public String toString() {
        return tensors.toString();
    }
}
