package org.dpmodel.graph.operator;

import java.util.List;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/** One step of a recurrent layer in one direction, with the gates in ONNX's order. */
final class RecurrentCell {
    /** The layers of ONNX. */
    enum Kind {
        /** Gates i, o, f, c. */
        LSTM(4, "Sigmoid", "Tanh", "Tanh"),
        /** Gates z, r, h. */
        GRU(3, "Sigmoid", "Tanh"),
        /** A single gate. */
        RNN(1, "Tanh");

        private final int gates;
        private final String activations;

        Kind(int gates, String... activations) {
            this.gates = gates;
            this.activations = String.join(" ", activations);
        }

        /** The default functions, in the order of ONNX. */
        List<String> activations() {
            return List.of(activations.split(" "));
        }
    }

    /** The hidden state {@code [batch, hidden]} and, for an LSTM, the cell; absent before the first step if all zero. */
    record State(Value hidden, Value cell) {
        State onlyWhere(Ops ops, Value condition, State before) {
            return new State(
                    ops.where(condition, hidden, orZero(ops, before.hidden, hidden)),
                    cell.isAbsent() ? cell : ops.where(condition, cell, orZero(ops, before.cell, cell)));
        }

        private static Value orZero(Ops ops, Value value, Value like) {
            return value.isAbsent() ? RecurrentLayer.zeros(ops, like) : value;
        }
    }

    private final Kind kind;
    private final Ops ops;
    private final List<String> activations;
    private final Value inputWeight;
    private final Value hiddenWeight;
    private final Value inputBias;
    private final Value hiddenBias;
    private final Value peepholes;
    private final boolean resetAfter;

    RecurrentCell(
            Kind kind,
            Ops ops,
            OperatorCall call,
            List<String> activations,
            List<List<Value>> arguments,
            int direction) {
        this.kind = kind;
        this.ops = ops;
        this.activations = activations;
        this.inputWeight = ops.transpose(RecurrentLayer.argument(arguments.get(1), direction), 1, 0);
        this.hiddenWeight = ops.transpose(RecurrentLayer.argument(arguments.get(2), direction), 1, 0);
        Value bias = RecurrentLayer.argument(arguments.get(3), direction);
        List<Value> halves = bias.isAbsent() ? List.of(bias, bias) : ops.split(bias, 0, 2);
        this.inputBias = halves.get(0);
        this.hiddenBias = halves.get(1);
        this.peepholes = RecurrentLayer.argument(arguments.get(7), direction);
        this.resetAfter = call.attributes().integer("linear_before_reset", 0) != 0;
    }

    /** The contribution of the input to all gates, for all steps at once: {@code [steps, batch, gates * hidden]}. */
    Value project(Value x) {
        Value product = ops.matMul(x, inputWeight);
        if (inputBias.isAbsent()) {
            return product;
        }
        Value withBias = ops.add(product, inputBias);
        // A GRU multiplies a part of the second bias by a gate, so it is added later.
        return kind == Kind.GRU ? withBias : ops.add(withBias, hiddenBias);
    }

    State step(Value projected, State state) {
        return switch (kind) {
            case LSTM -> lstm(projected, state);
            case GRU -> gru(projected, state);
            case RNN -> new State(activate(0, plusHidden(projected, state)), Value.absent());
        };
    }

    private Value activate(int position, Value x) {
        return ops.elementwise(activations.get(position), x);
    }

    private Value plusHidden(Value projected, State state) {
        return state.hidden().isAbsent() ? projected : ops.add(projected, ops.matMul(state.hidden(), hiddenWeight));
    }

    private State lstm(Value projected, State state) {
        List<Value> gates = ops.split(plusHidden(projected, state), 1, kind.gates);
        List<Value> peeps = peepholes.isAbsent() ? List.of() : ops.split(peepholes, 0, 3);
        Value in = activate(0, peep(gates.get(0), peeps, 0, state.cell()));
        Value candidate = activate(1, gates.get(3));
        Value cell = ops.mul(in, candidate);
        if (!state.cell().isAbsent()) {
            Value forget = activate(0, peep(gates.get(2), peeps, 2, state.cell()));
            cell = ops.add(ops.mul(forget, state.cell()), cell);
        }
        Value out = activate(0, peep(gates.get(1), peeps, 1, cell));
        return new State(ops.mul(out, activate(2, cell)), cell);
    }

    private Value peep(Value gate, List<Value> peeps, int position, Value cell) {
        return peeps.isEmpty() || cell.isAbsent() ? gate : ops.add(gate, ops.mul(peeps.get(position), cell));
    }

    private State gru(Value projected, State state) {
        List<Value> gates = ops.split(projected, 1, kind.gates);
        List<Value> biases = hiddenBias.isAbsent() ? List.of() : ops.split(hiddenBias, 0, kind.gates);
        List<Value> weights = ops.split(hiddenWeight, 1, kind.gates);
        Value update = activate(0, plus(gates.get(0), biases, 0, product(state.hidden(), weights.get(0))));
        Value reset = activate(0, plus(gates.get(1), biases, 1, product(state.hidden(), weights.get(1))));
        Value candidate;
        if (resetAfter) {
            Value recurrent = product(state.hidden(), weights.get(2));
            Value inner = biases.isEmpty()
                    ? recurrent
                    : recurrent.isAbsent() ? biases.get(2) : ops.add(recurrent, biases.get(2));
            candidate = inner.isAbsent() ? gates.get(2) : ops.add(gates.get(2), ops.mul(reset, inner));
        } else {
            Value kept = state.hidden().isAbsent() ? state.hidden() : ops.mul(reset, state.hidden());
            candidate = plus(gates.get(2), biases, 2, product(kept, weights.get(2)));
        }
        Value fresh = activate(1, candidate);
        Value hidden = ops.sub(fresh, ops.mul(update, fresh));
        return new State(
                state.hidden().isAbsent() ? hidden : ops.add(hidden, ops.mul(update, state.hidden())), Value.absent());
    }

    private Value product(Value hidden, Value weight) {
        return hidden.isAbsent() ? hidden : ops.matMul(hidden, weight);
    }

    private Value plus(Value gate, List<Value> biases, int position, Value recurrent) {
        Value sum = biases.isEmpty() ? gate : ops.add(gate, biases.get(position));
        return recurrent.isAbsent() ? sum : ops.add(sum, recurrent);
    }
}
