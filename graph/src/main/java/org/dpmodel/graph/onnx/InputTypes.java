package org.dpmodel.graph.onnx;

import java.util.List;
import java.util.Locale;
import org.dpmodel.graph.GraphException;

/** Inputs with types that graphs do not support. */
final class InputTypes {
    private InputTypes() {}

    /**
     * Checks that an input may have a wider type. Floating-point numbers may; narrow integers overflow earlier than wide
     * ones, so they may only if they are immediately converted to another type.
     */
    static void check(String input, StoredType declared, List<SourceNode> nodes) {
        if (declared.isOtherReal()) {
            return;
        }
        for (SourceNode node : nodes) {
            if (node.message().getInputList().contains(input) && !node.is("Cast")) {
                throw new GraphException("input " + input + " has the type " + name(declared) + ", and node "
                        + node.message().getName() + " (" + node.message().getOpType() + ") computes with it: export"
                        + " the network with an input of type int32 or int64, or cast it first");
            }
        }
    }

    /** The note about such an input. */
    static String note(String input, StoredType declared) {
        String held =
                declared.isOtherReal() ? "float32" : declared.held().name().toLowerCase(Locale.ROOT);
        return "input " + input + " was declared " + name(declared) + " and takes " + held;
    }

    private static String name(StoredType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
