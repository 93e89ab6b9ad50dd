package org.dpmodel.engine.pytorch.script;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.dpmodel.engine.EngineException;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.ValueInfo;

/**
 * A graph as TorchScript. The arguments of {@code forward} are the graph's inputs, then {@link #constants()}, then its
 * outputs, which it writes in place; it returns nothing, so one call runs the graph without returning a tensor.
 *
 * @param text the module {@code __torch__}, with one class {@code M}
 * @param constants the arguments between inputs and outputs, by name and in order
 */
public record TorchScript(String text, Map<String, Constant> constants) {
    /** PyTorch's name of the CPU. */
    public static final String CPU = "cpu";

    /** Copies the map. */
    public TorchScript {
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    }

    /**
     * The operators that can be written.
     *
     * @return names in alphabetical order
     */
    public static SortedSet<String> operators() {
        return NodeWriters.operators();
    }

    /**
     * Writes a graph.
     *
     * @param graph its batch bound to a number
     * @param device where it is computed, for example {@code "cpu"} or {@code "cuda:0"}; inputs and outputs are in host
     *     memory, constants on the device
     * @return the script
     * @throws EngineException naming a node that cannot be written and the reason
     */
    public static TorchScript of(Graph graph, String device) {
        ScriptBuilder builder = new ScriptBuilder(graph, device);
        List<String> arguments = new ArrayList<>();
        for (ValueInfo input : graph.inputs()) {
            builder.define(input.name());
            arguments.add(argument(builder, input, device));
        }
        graph.nodes().forEach(node -> node.outputs().forEach(builder::define));
        Selection selection =
                Selection.of(graph, new GraphView(graph, builder.types().values()));
        for (Statement statement : selection.statements()) {
            write(statement, new ScriptNode(builder, statement.node(), selection.read()), graph.name());
        }
        List<String> results = new ArrayList<>();
        for (ValueInfo output : graph.outputs()) {
            String target = builder.fresh("result_" + output.name());
            results.add(target);
            builder.assign(builder.fresh("copied"), Torch.call("copy_", target, builder.variable(output.name())));
        }
        builder.usedConstants().keySet().forEach(name -> arguments.add(builder.variable(name)));
        arguments.addAll(results);
        return new TorchScript(text(arguments, builder.statements()), builder.usedConstants());
    }

    /** The name of an argument; on an accelerator the first statement copies it there under the input's own name. */
    private static String argument(ScriptBuilder builder, ValueInfo input, String device) {
        String variable = builder.variable(input.name());
        if (device.equals(CPU)) {
            return variable;
        }
        String host = builder.fresh("host_" + input.name());
        int dtype = Torch.dtype(input.type().dataType());
        builder.assign(variable, Torch.call("to", host, "torch.device(\"" + device + "\")", dtype, "False", "False"));
        return host;
    }

    private static void write(Statement statement, ScriptNode node, String graph) {
        try {
            statement.writer().write(node);
        } catch (GraphException e) {
            throw new EngineException("graph " + graph + ", " + e.getMessage(), e);
        }
    }

    private static String text(List<String> arguments, List<String> statements) {
        StringBuilder text = new StringBuilder("class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n")
                .append("  training : bool\n  def forward(self: __torch__.M");
        arguments.forEach(argument -> text.append(",\n    ").append(argument).append(": Tensor"));
        text.append(") -> NoneType:\n");
        statements.forEach(statement -> text.append("    ").append(statement).append('\n'));
        return text.append("    return None\n").toString();
    }
}
