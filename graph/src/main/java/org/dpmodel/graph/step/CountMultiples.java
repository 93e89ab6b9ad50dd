package org.dpmodel.graph.step;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Constants in which every element that follows from the number of examples is a fixed multiple of it. The quotient of
 * two such elements does not depend on that number: {@code (9 * batch) / batch}, as PyTorch writes a length that it
 * computes from the number of all elements.
 */
final class CountMultiples {
    private static final Set<String> MOVES = Set.of(
            "Cast", "Concat", "Flatten", "Gather", "Identity", "Reshape", "Slice", "Squeeze", "Transpose", "Unsqueeze");

    private final Set<String> names = new HashSet<>();

    /** Records a shape, or the number of elements: the axis of examples has the same number of slices for each of them. */
    void shape(String name) {
        names.add(name);
    }

    /** Records another name of a constant, as the result of a node that was rewritten. */
    void same(String name, String other) {
        if (names.contains(name)) {
            names.add(other);
        }
    }

    /**
     * What follows from the number of examples in the result of a node.
     *
     * @param call the node, its inputs known
     * @param inputs the names of its inputs in the network
     * @param marks the elements of each input that follow from it
     * @param result the name of its result
     * @param found the elements of the result that seem to follow from it
     * @return the elements that do
     */
    BitSet follow(OperatorCall call, List<String> inputs, List<BitSet> marks, String result, BitSet found) {
        boolean known = IntStream.range(0, inputs.size())
                .allMatch(i -> marks.get(i).isEmpty() || names.contains(inputs.get(i)));
        if (found.isEmpty() || !known) {
            return found;
        }
        long marked = marks.stream().filter(set -> !set.isEmpty()).count();
        boolean all = IntStream.range(0, inputs.size())
                .allMatch(
                        i -> marks.get(i).cardinality() == call.input(i).shape().size());
        if (call.operator().equals("Div") && marked == 2 && all) {
            return new BitSet();
        }
        // An element that is selected by the number of examples may be any number.
        boolean onlyMoved = call.operator().equals("Concat")
                || MOVES.contains(call.operator())
                        && marks.stream().skip(1).allMatch(BitSet::isEmpty)
                        && !becomesTruth(call);
        if (onlyMoved || call.operator().equals("Mul") && marked == 1) {
            names.add(result);
        }
        return found;
    }

    private static boolean becomesTruth(OperatorCall call) {
        return call.operator().equals("Cast")
                && DataType.ofOnnxCode((int) call.attributes().integer("to", 0)) == DataType.BOOL;
    }
}
