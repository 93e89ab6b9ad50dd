package org.dpmodel.graph.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/**
 * LSTM, GRU and RNN, unrolled over the steps of time: X {@code [steps, batch, in]}, weights
 * {@code [directions, gates * hidden, in]} and {@code [directions, gates * hidden, hidden]}, outputs Y
 * {@code [steps, directions, batch, hidden]} and the last states {@code [directions, batch, hidden]}. Unrolled, a
 * non-finite value stays non-finite, and each step uses the engine's own operators.
 *
 * <p>After the end of a shorter sequence the state is kept, and Y is zero.
 */
final class RecurrentLayer implements CompositeOperator {
    private static final Set<String> KNOWN_ACTIVATIONS = Set.of("Sigmoid", "Tanh", "Relu", "Softplus", "Softsign");

    private final RecurrentCell.Kind kind;

    RecurrentLayer(RecurrentCell.Kind kind) {
        this.kind = kind;
    }

    @Override
    public Set<Integer> parameterInputs() {
        return kind == RecurrentCell.Kind.LSTM ? Set.of(1, 2, 3, 7) : Set.of(1, 2, 3);
    }

    @Override
    public Set<Integer> settingInputs() {
        return Set.of(4);
    }

    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        call.require(
                call.attributes().integer("layout", 0) == 0, () -> "layout must be 0, with the steps of time first");
        call.require(!call.attributes().has("clip"), () -> "clip is not supported: export the layer without it");
        call.require(
                call.attributes().integer("input_forget", 0) == 0,
                () -> "input_forget is not supported: export the layer without it");
        String direction = call.attributes().text("direction", "forward");
        int directions = direction.equals("bidirectional") ? 2 : 1;
        List<List<Value>> arguments = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            arguments.add(ofDirections(ops, call, i, directions));
        }
        List<Pass> passes = new ArrayList<>();
        for (int d = 0; d < directions; d++) {
            boolean backwards = direction.equals("reverse") || d == 1;
            RecurrentCell cell = new RecurrentCell(kind, ops, call, activations(call, d), arguments, d);
            passes.add(run(ops, call, cell, argument(arguments.get(5), d), argument(arguments.get(6), d), backwards));
        }
        return outputs(ops, call, passes);
    }

    /** The result of one direction: the hidden state at each time step, in the order of time, and the last states. */
    private record Pass(List<Value> hidden, Value last, Value lastCell) {}

    /**
     * Splits an input with one part for each direction into parts without that axis; all inputs except X (0) and the
     * lengths (4).
     */
    private static List<Value> ofDirections(Ops ops, OperatorCall call, int input, int directions) {
        if (!call.has(input) || input == 0 || input == 4) {
            return List.of();
        }
        Value whole = call.input(input);
        List<Value> parts = directions == 1 ? List.of(whole) : ops.split(whole, 0, directions);
        return parts.stream().map(part -> withoutFirst(ops, part)).toList();
    }

    private static Value withoutFirst(Ops ops, Value x) {
        long[] dims = x.shape().dims();
        return ops.reshape(x, Arrays.copyOfRange(dims, 1, dims.length));
    }

    static Value argument(List<Value> parts, int direction) {
        return parts.isEmpty() ? Value.absent() : parts.get(direction);
    }

    private List<String> activations(OperatorCall call, int direction) {
        List<String> all = call.attributes().texts("activations", List.of());
        int count = kind.activations().size();
        if (all.isEmpty()) {
            return kind.activations();
        }
        List<String> own = all.subList(direction * count, (direction + 1) * count);
        call.require(
                KNOWN_ACTIVATIONS.containsAll(own),
                () -> "activations must be among " + KNOWN_ACTIVATIONS + ", found " + own);
        return own;
    }

    private static Pass run(
            Ops ops, OperatorCall call, RecurrentCell cell, Value firstHidden, Value firstCell, boolean backwards) {
        Value x = call.input(0);
        int steps = Math.toIntExact(x.dim(0));
        List<Value> projected = ops.split(cell.project(x), 0, steps);
        List<Integer> order = new ArrayList<>(IntStream.range(0, steps).boxed().toList());
        if (backwards) {
            Collections.reverse(order);
        }
        List<Value> hidden = new ArrayList<>(Collections.nCopies(steps, Value.absent()));
        RecurrentCell.State state = new RecurrentCell.State(firstHidden, firstCell);
        for (int step : order) {
            RecurrentCell.State next = cell.step(withoutFirst(ops, projected.get(step)), state);
            Value shown = next.hidden();
            if (call.has(4)) {
                Value within = within(ops, call.input(4), step);
                shown = ops.where(within, next.hidden(), zeros(ops, next.hidden()));
                next = next.onlyWhere(ops, within, state);
            }
            hidden.set(step, shown);
            state = next;
        }
        return new Pass(hidden, state.hidden(), state.cell());
    }

    /** {@code [batch, 1]}: whether the sequence is longer than the given number of steps. */
    private static Value within(Ops ops, Value lengths, int step) {
        Value numbers = ops.cast(lengths, DataType.FLOAT);
        return ops.elementwise("Greater", ops.reshape(numbers, lengths.dim(0), 1), ops.scalar(step));
    }

    static Value zeros(Ops ops, Value like) {
        return ops.sub(like, like);
    }

    private static List<Value> outputs(Ops ops, OperatorCall call, List<Pass> passes) {
        List<Value> byStep = new ArrayList<>();
        for (int step = 0; step < call.input(0).dim(0); step++) {
            int at = step;
            List<Value> parts = passes.stream()
                    .map(pass -> withAxes(ops, pass.hidden().get(at), 2))
                    .toList();
            byStep.add(ops.concat(1, parts));
        }
        List<Value> results = new ArrayList<>();
        results.add(ops.concat(0, byStep));
        results.add(joined(ops, passes.stream().map(Pass::last).toList()));
        if (!passes.get(0).lastCell().isAbsent()) {
            results.add(joined(ops, passes.stream().map(Pass::lastCell).toList()));
        }
        return results.subList(0, call.outputCount());
    }

    private static Value joined(Ops ops, List<Value> states) {
        return ops.concat(
                0, states.stream().map(state -> withAxes(ops, state, 1)).toList());
    }

    /** With leading axes of size 1. */
    private static Value withAxes(Ops ops, Value x, int count) {
        long[] dims = new long[count + x.shape().rank()];
        Arrays.fill(dims, 0, count, 1);
        System.arraycopy(x.shape().dims(), 0, dims, count, x.shape().rank());
        return ops.reshape(x, dims);
    }
}
