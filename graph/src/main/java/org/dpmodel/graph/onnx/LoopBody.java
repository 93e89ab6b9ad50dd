package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A {@code Loop} node: its body reads the number of the round, a condition and the values that it carries from round to
 * round, and computes the next condition, the next values and what is collected from each round.
 *
 * @param node the loop
 * @param body what a round computes
 */
record LoopBody(NodeProto node, GraphProto body) {
    private static final int FIRST_CARRIED = 2;

    /** The loop of a node, if it is a well-formed one. */
    static Optional<LoopBody> of(NodeProto node) {
        if (!OperatorSets.isDefault(node.getDomain()) || !node.getOpType().equals("Loop")) {
            return Optional.empty();
        }
        return NodeAttributes.body(node, "body")
                .map(body -> new LoopBody(node, body))
                .filter(LoopBody::isWellFormed);
    }

    private boolean isWellFormed() {
        return node.getInputCount() >= FIRST_CARRIED
                && body.getInputCount() == node.getInputCount()
                && body.getOutputCount() > carried()
                && node.getOutputCount() <= body.getOutputCount() - 1;
    }

    /** How many values are carried from round to round. */
    int carried() {
        return node.getInputCount() - FIRST_CARRIED;
    }

    /** Whether all outputs are carried values, so that nothing is joined of all rounds. */
    boolean collectsNothing() {
        return node.getOutputList().stream().skip(carried()).allMatch(String::isEmpty);
    }

    /** A lower bound on the cost of a round: its nodes, and the values that it reads and hands on. */
    int size() {
        return 1 + body.getNodeCount() + body.getInitializerCount() + body.getOutputCount();
    }

    String carriedInto(int i) {
        return body.getInput(FIRST_CARRIED + i).getName();
    }

    String initial(int i) {
        return node.getInput(FIRST_CARRIED + i);
    }

    /** Outputs without the condition: carried values, then what is collected. */
    List<String> results() {
        return body.getOutputList().stream()
                .skip(1)
                .map(ValueInfoProto::getName)
                .toList();
    }

    /**
     * The number of rounds, if it follows from the file alone.
     *
     * @param outside numbers that are known around the loop
     * @param most rounds that may be tried
     * @param tried called before each round that is tried
     * @return empty if it depends on a computed value
     */
    OptionalInt rounds(KnownNumbers outside, int most, Runnable tried) {
        boolean limited = !node.getInput(0).isEmpty();
        OptionalDouble limit = limited ? outside.limit(node.getInput(0)) : OptionalDouble.of(Double.POSITIVE_INFINITY);
        OptionalDouble condition = node.getInput(1).isEmpty() ? OptionalDouble.of(1) : outside.of(node.getInput(1));
        List<OptionalDouble> values = new ArrayList<>();
        for (int i = 0; i < carried(); i++) {
            values.add(outside.of(initial(i)));
        }
        int round = 0;
        while (limit.isPresent()
                && condition.isPresent()
                && condition.getAsDouble() != 0
                && round < limit.getAsDouble()) {
            if (round == most) {
                return OptionalInt.empty();
            }
            tried.run();
            KnownNumbers inside = outside.inside();
            body.getInitializerList().forEach(tensor -> inside.initializer(tensor.getName(), tensor));
            inside.put(body.getInput(0).getName(), OptionalDouble.of(round));
            inside.put(body.getInput(1).getName(), OptionalDouble.of(1));
            for (int i = 0; i < carried(); i++) {
                inside.put(carriedInto(i), values.get(i));
            }
            body.getNodeList().forEach(inside::node);
            condition = inside.of(body.getOutput(0).getName());
            for (int i = 0; i < carried(); i++) {
                values.set(i, inside.of(results().get(i)));
            }
            round++;
        }
        return limit.isPresent() && condition.isPresent() ? OptionalInt.of(round) : OptionalInt.empty();
    }
}
