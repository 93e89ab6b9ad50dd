package org.dpmodel.djl.trace;

import ai.djl.ndarray.NDList;
import ai.djl.nn.recurrent.RNN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * LSTM, GRU and RNN. DJL's engines have separate weights for each layer and direction, with the gates in PyTorch's
 * order; ONNX's operators combine those of a layer, with the gates in a different order. Initial states must be zero,
 * as blocks create them.
 */
final class RecurrentLayers {
    /** Weights of the input and of the state, and the biases of both. */
    private static final int WITH_BIASES = 4;

    private static final int WITHOUT_BIASES = 2;

    /** The positions of DJL's arguments after the states; an RNN's activation is between layers and dropout rate. */
    private static final int LAYERS = 4;

    private final Call call;
    private final String operator;
    /** The position among DJL's gates of each gate of ONNX. */
    private final int[] gates;

    private final Attributes fixedAttributes;
    private final int layers;
    private final float rate;
    private final boolean bidirectional;
    private final boolean batchFirst;
    private final List<Value> parameters;

    private RecurrentLayers(Call call, String operator, Attributes fixedAttributes, int afterLayers, int... gates) {
        this.call = call;
        this.operator = operator;
        this.gates = gates;
        this.layers = call.integer(LAYERS);
        this.rate = call.flag(afterLayers + 1) ? call.real(afterLayers) : 0;
        this.bidirectional = call.flag(afterLayers + 2);
        this.batchFirst = call.flag(afterLayers + 3);
        this.parameters = call.list(2);
        this.fixedAttributes = fixedAttributes;
    }

    static void addTo(Map<String, Call.Operation> all) {
        all.put("lstm", call -> new RecurrentLayers(call, "LSTM", Attributes.none(), LAYERS + 1, 0, 3, 1, 2).run());
        Attributes resetAfter = Attributes.none().with("linear_before_reset", 1);
        all.put("gru", call -> new RecurrentLayers(call, "GRU", resetAfter, LAYERS + 1, 1, 0, 2).run());
        all.put("rnn", call -> new RecurrentLayers(call, "RNN", activation(call), LAYERS + 2, 0).run());
    }

    private static Attributes activation(Call call) {
        String function = call.arguments()[LAYERS + 1] == RNN.Activation.RELU ? "Relu" : "Tanh";
        boolean both = call.flag(LAYERS + 4);
        return Attributes.none()
                .with("activations", new Attribute.Texts(both ? List.of(function, function) : List.of(function)));
    }

    /** The output of the last layer, and the last states of all. */
    private NDList run() {
        requireZeroStates();
        Value x = batchFirst ? call.ops().transpose(call.array(0), 1, 0, 2) : call.array(0);
        int states = operator.equals("LSTM") ? 2 : 1;
        List<List<Value>> last = new ArrayList<>(List.of(new ArrayList<>(), new ArrayList<>()));
        for (int layer = 0; layer < layers; layer++) {
            Value input = layer > 0 && rate > 0 ? Normalizations.dropped(call, x, rate) : x;
            List<Value> outputs = layer(input, layer, 1 + states);
            // [length, directions, batch, numbers] -> [length, batch, directions * numbers]
            Value together = call.ops().transpose(outputs.get(0), 0, 2, 1, 3);
            x = call.ops().reshape(together, together.dim(0), together.dim(1), together.dim(2) * together.dim(3));
            for (int state = 0; state < states; state++) {
                last.get(state).add(outputs.get(1 + state));
            }
        }
        NDList results = new NDList(call.result(batchFirst ? call.ops().transpose(x, 1, 0, 2) : x));
        for (int state = 0; state < states; state++) {
            results.add(call.result(call.ops().concat(0, last.get(state))));
        }
        return results;
    }

    private void requireZeroStates() {
        List<Value> states = call.isArray(1) ? List.of(call.array(1)) : call.list(1);
        for (Value state : states) {
            float[] numbers =
                    state.constant().map(constant -> constant.toFloats()).orElse(new float[] {1});
            if (IntStream.range(0, numbers.length).anyMatch(i -> numbers[i] != 0)) {
                throw new GraphException("the initial states of " + operator.toLowerCase(Locale.ROOT)
                        + " must be zeros, which the block creates itself: pass only the sequence");
            }
        }
    }

    /** Blocks pass, for each layer, the weights of all directions, and then all biases. */
    private List<Value> layer(Value input, int layer, int outputs) {
        int directions = bidirectional ? 2 : 1;
        boolean hasBiases = call.flag(3);
        int first = layer * directions * (hasBiases ? WITH_BIASES : WITHOUT_BIASES);
        List<List<Value>> joined = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int direction = 0; direction < directions; direction++) {
            int weights = first + WITHOUT_BIASES * direction;
            joined.get(0).add(reordered(parameters.get(weights)));
            joined.get(1).add(reordered(parameters.get(weights + 1)));
            if (hasBiases) {
                int biases = weights + WITHOUT_BIASES * directions;
                Value ofInput = reordered(parameters.get(biases));
                joined.get(2).add(call.ops().concat(1, List.of(ofInput, reordered(parameters.get(biases + 1)))));
            }
        }
        List<Value> arguments = new ArrayList<>(List.of(input));
        for (List<Value> parts : joined) {
            if (!parts.isEmpty()) {
                arguments.add(call.ops().concat(0, parts));
            }
        }
        Attributes attributes = fixedAttributes
                .with("hidden_size", parameters.get(1).dim(1))
                .with("direction", new Attribute.Text(bidirectional ? "bidirectional" : "forward"));
        return call.recorder().builder().call(operator, attributes, outputs, arguments.toArray(Value[]::new));
    }

    /** A parameter with its gates in ONNX's order, behind an axis for the direction. */
    private Value reordered(Value parameter) {
        Ops ops = call.ops();
        Value ordered = parameter;
        if (gates.length > 1) {
            List<Value> parts = ops.split(parameter, 0, gates.length);
            ordered = ops.concat(0, IntStream.of(gates).mapToObj(parts::get).toList());
        }
        long[] dims = ordered.shape().dims();
        long[] behind = new long[dims.length + 1];
        behind[0] = 1;
        System.arraycopy(dims, 0, behind, 1, dims.length);
        return ops.reshape(ordered, behind);
    }
}
