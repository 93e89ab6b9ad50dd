package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.dpmodel.graph.Node;

/** The initial states of recurrent layers: the hidden state, followed by the cell state in an LSTM. */
final class InitialStates {
    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN");
    private static final int FIRST = 5;
    private static final int MOST = 2;

    private InitialStates() {}

    static boolean isRecurrent(Node node) {
        return RECURRENT.contains(node.operator());
    }

    /** Whether an input of a recurrent layer is a state. */
    static boolean isState(int input) {
        return input >= FIRST && input < FIRST + MOST;
    }

    /** A recurrent layer without some of its states, which are then zero; any other node is unchanged. */
    static Node without(Node node, Predicate<String> dropped) {
        if (!isRecurrent(node)) {
            return node;
        }
        List<String> inputs = new ArrayList<>(node.inputs());
        for (int i = FIRST; i < Math.min(inputs.size(), FIRST + MOST); i++) {
            if (dropped.test(inputs.get(i))) {
                inputs.set(i, "");
            }
        }
        return new Node(node.name(), node.operator(), inputs, node.outputs(), node.attributes());
    }
}
