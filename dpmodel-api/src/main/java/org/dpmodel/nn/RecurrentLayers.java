package org.dpmodel.nn;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;
import org.dpmodel.validation.Require;

/**
 * Shared code of recurrent cells: stacked layers, each with ONNX's operator over {@code [length, batch, features]}.
 *
 * @param operator LSTM, GRU or RNN
 * @param gates how many products each step computes
 * @param attributes attributes of the operator besides the size and the direction
 * @param inputSize number of features at each position of the input
 * @param hiddenSize size of the state
 * @param numLayers number of stacked layers
 * @param hasBias whether biases are added
 * @param bidirectional whether each layer also runs backwards, with both states side by side
 * @param lastOnly whether the output is only the last state
 */
record RecurrentLayers(
        String operator,
        int gates,
        Attributes attributes,
        int inputSize,
        int hiddenSize,
        int numLayers,
        boolean hasBias,
        boolean bidirectional,
        boolean lastOnly) {
    RecurrentLayers {
        Require.atLeast("inputSize", inputSize, 1, "pass the numbers at each position");
        Require.atLeast("hiddenSize", hiddenSize, 1, "pass the numbers of the state");
        Require.atLeast("numLayers", numLayers, 1, "pass 1 for a single layer");
    }

    Value build(NetworkBuilder builder, Value x) {
        if (x.shape().rank() != 3 || x.dim(2) != inputSize) {
            throw new GraphException(operator + " of " + inputSize + " numbers reads [batch, length, " + inputSize
                    + "], found " + x.shape() + ": pass the last size of its input");
        }
        long width = (long) directions() * hiddenSize;
        Value steps = builder.transpose(x, 1, 0, 2);
        for (int layer = 0; layer < numLayers; layer++) {
            List<Value> outputs = layer(builder, steps, layer);
            if (lastOnly && layer == numLayers - 1) {
                return builder.reshape(builder.transpose(outputs.get(1), 1, 0, 2), 0, width);
            }
            // [length, directions, batch, hidden] -> [length, batch, directions * hidden]
            Value together = builder.transpose(outputs.get(0), 0, 2, 1, 3);
            steps = builder.reshape(together, 0, 0, width);
        }
        return builder.transpose(steps, 1, 0, 2);
    }

    private int directions() {
        return bidirectional ? 2 : 1;
    }

    private List<Value> layer(NetworkBuilder builder, Value steps, int layer) {
        Initializer start = new Uniform(1 / Math.sqrt(hiddenSize));
        long rows = (long) gates * hiddenSize;
        List<Value> arguments = new ArrayList<>(List.of(
                steps,
                builder.parameter("weight_ih_l" + layer, start, directions(), rows, steps.dim(2)),
                builder.parameter("weight_hh_l" + layer, start, directions(), rows, hiddenSize)));
        if (hasBias) {
            arguments.add(builder.parameter("bias_l" + layer, start, directions(), 2 * rows));
        }
        Attributes complete = attributes
                .with("hidden_size", hiddenSize)
                .with("direction", new Attribute.Text(bidirectional ? "bidirectional" : "forward"));
        return builder.call(operator, complete, 2, arguments.toArray(Value[]::new));
    }
}
