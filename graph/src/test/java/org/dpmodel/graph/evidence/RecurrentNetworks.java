package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.NetworkSketch.input;
import static org.dpmodel.graph.evidence.TestNetwork.classifier;

import java.util.List;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;

/** Recurrent layers over 3 steps of 2 numbers, with 2 hidden units, in all directions and forms. */
final class RecurrentNetworks {
    private static final Attributes NONE = Attributes.none();
    private static final long IN = 2;
    private static final long HIDDEN = 2;

    private RecurrentNetworks() {}

    static List<TestNetwork> all() {
        Attributes both = direction("bidirectional");
        return List.of(
                layer("lstm", "LSTM", 4, 1, NONE, true),
                layer("lstm without bias", "LSTM", 4, 1, NONE, false),
                layer("lstm backwards", "LSTM", 4, 1, direction("reverse"), true),
                layer("lstm in both directions", "LSTM", 4, 2, both, true),
                layer("gru", "GRU", 3, 1, NONE, true),
                layer("gru, reset after", "GRU", 3, 1, NONE.with("linear_before_reset", 1), true),
                layer("gru in both directions", "GRU", 3, 2, both.with("linear_before_reset", 1), true),
                layer("rnn", "RNN", 1, 1, NONE, true));
    }

    private static Attributes direction(String direction) {
        return NONE.with("direction", new Attribute.Text(direction));
    }

    private static TestNetwork layer(
            String name, String operator, long gates, long directions, Attributes attributes, boolean bias) {
        NetworkSketch x = input(name, 3, IN).transpose(1, 0, 2);
        Attributes sized = attributes.with("hidden_size", HIDDEN);
        NetworkSketch y = bias
                ? x.then(s -> s.then(
                        operator,
                        sized,
                        s.parameter(directions, gates * HIDDEN, IN),
                        s.parameter(directions, gates * HIDDEN, HIDDEN),
                        s.parameter(directions, 2 * gates * HIDDEN)))
                : x.then(s -> s.then(
                        operator,
                        sized,
                        s.parameter(directions, gates * HIDDEN, IN),
                        s.parameter(directions, gates * HIDDEN, HIDDEN)));
        return classifier(y.transpose(2, 0, 1, 3).dense(3));
    }
}
