package org.dpmodel.graph.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.reference.ReferenceTensor;

/**
 * Indices that contain the number of their own row, as exporters write {@code x[arange(batch), place]} and masks: row i
 * is picked from example i, and the number of examples does not matter. By itself, a range over the examples is refused,
 * since it reveals each example's position.
 *
 * <p>So such a range does not become a value. It is followed through operators that only change its shape, and may end in
 * two places:
 *
 * <ul>
 *   <li>first in the tuples of a GatherND, whose data has the examples on its first axis;
 *   <li>as {@code row * size + place} in a Gather, from data whose first axis has {@code size} slices of each example.
 *       The place may be computed from the example: if it is outside the example's slices, where the file would read
 *       another example, nothing is picked.
 * </ul>
 *
 * <p>The node is then written without the numbers, with a separate axis for the examples, and proven like any other. If a
 * range leads anywhere else, it is refused.
 */
final class RowNumbers {
    /**
     * A value whose elements are numbers of rows.
     *
     * @param shape its shape
     * @param axis the axis of the examples
     * @param formula the function of the number; empty if only the shape is known
     * @param range the node that created the numbers
     */
    record Numbers(Shape shape, int axis, Optional<RowFormula> formula, Node range) {
        /** Whether the elements are the numbers themselves. */
        boolean exact() {
            return formula.equals(Optional.of(RowFormula.ROW));
        }
    }

    /**
     * What is picked from each example by row numbers.
     *
     * @param size number of slices of one example along the first axis of the data
     * @param places the indices of the slices, the same for all examples; empty if they are computed
     * @param computed the name of the computed indices
     */
    record Picked(long size, Optional<Constant> places, Optional<String> computed) {}

    private static final Set<String> SAME_SHAPE = Set.of("Cast", "Identity");
    private static final Set<String> BROADCAST = Set.of("Add", "Max", "Min", "Mul", "Sub");

    private final Set<String> tuples = new HashSet<>();
    private final Map<String, Numbers> numbers = new HashMap<>();
    private final Map<String, Node> joins = new HashMap<>();
    private final Map<String, Node> producers = new HashMap<>();
    private final BoundValues values;

    /**
     * The row numbers of a graph that is being bound.
     *
     * @param graph the graph
     * @param values its values, filled as they are bound
     */
    RowNumbers(Graph graph, BoundValues values) {
        this.values = values;
        Set<String> others = new HashSet<>();
        graph.outputs().forEach(output -> others.add(output.name()));
        for (Node node : graph.nodes()) {
            node.outputs().forEach(output -> producers.put(output, node));
            boolean picks = node.operator().equals("GatherND")
                    && node.inputs().size() == 2
                    && node.attributes().integer("batch_dims", 0) == 0;
            for (int i = 0; i < node.inputs().size(); i++) {
                (picks && i == 1 ? tuples : others).add(node.inputs().get(i));
            }
        }
        tuples.removeAll(others);
    }

    /** Starts with a range from 0 to the number of examples. */
    boolean startsAt(Node node, int examples) {
        if (!node.operator().equals("Range") || node.inputs().size() != 3) {
            return false;
        }
        Optional<Long> start = number(node.inputs().get(0));
        Optional<Long> end = number(node.inputs().get(1));
        Optional<Long> step = number(node.inputs().get(2));
        boolean all = start.equals(Optional.of(0L))
                && step.equals(Optional.of(1L))
                && end.equals(Optional.of((long) examples));
        if (all) {
            numbers.put(node.outputs().get(0), new Numbers(Shape.of(examples), 0, Optional.of(RowFormula.ROW), node));
        }
        return all;
    }

    private Optional<Long> number(String name) {
        return values.find(name)
                .flatMap(Value::constant)
                .filter(constant -> constant.type().shape().size() == 1
                        && !constant.type().dataType().isReal())
                .map(constant -> constant.toLongs()[0]);
    }

    /** The row numbers that a node reads, if it reads any. */
    Optional<Numbers> read(Node node) {
        return node.inputs().stream()
                .filter(numbers::containsKey)
                .map(numbers::get)
                .findFirst();
    }

    /** Follows row numbers through a node that changes their shape, or joins them to tuples; false if it does something else. */
    boolean follow(Node node) {
        String output = node.outputs().get(0);
        String input = node.inputs().get(0);
        Numbers known = numbers.get(input);
        if (node.operator().equals("Concat")) {
            boolean joins = known != null
                    && known.exact()
                    && known.axis() == 0
                    && tuples.contains(output)
                    && node.inputs().size() == 2
                    && !numbers.containsKey(node.inputs().get(1))
                    && known.shape().axis(node.attributes().integer("axis", 0))
                            == known.shape().rank() - 1
                    && known.shape().dim(-1) == 1;
            if (joins) {
                this.joins.put(output, node);
            }
            return joins;
        }
        Optional<Numbers> followed = followed(node, known);
        followed.ifPresent(next -> numbers.put(output, next));
        return followed.isPresent();
    }

    private Optional<Numbers> followed(Node node, Numbers known) {
        if (known != null && SAME_SHAPE.contains(node.operator())) {
            return Optional.of(new Numbers(
                    known.shape(),
                    known.axis(),
                    known.formula().filter(formula -> keeps(node, formula)),
                    known.range()));
        }
        if (BROADCAST.contains(node.operator()) && node.inputs().size() == 2) {
            Optional<Numbers> placed = node.operator().equals("Add") ? placed(node) : Optional.empty();
            return placed.isPresent() ? placed : broadcast(node);
        }
        Optional<long[]> setting = known == null || node.inputs().size() != 2
                ? Optional.empty()
                : constant(node.inputs().get(1));
        if (setting.isPresent() && node.operator().equals("Unsqueeze")) {
            return Optional.of(unsqueezed(known, setting.get()));
        }
        if (setting.isPresent() && node.operator().equals("Expand")) {
            Shape shape = known.shape().broadcast(Shape.of(setting.get()));
            return widened(known, shape, known.formula().filter(RowFormula::isUniform));
        }
        return Optional.empty();
    }

    /**
     * Whether the node passes numbers on unchanged: booleans are not numbers, and floating-point types cannot represent
     * all of them.
     */
    private static boolean keeps(Node node, RowFormula formula) {
        if (node.operator().equals("Identity")) {
            return true;
        }
        DataType to = DataType.ofOnnxCode((int) node.attributes().integer("to", 0));
        return to == DataType.INT64 || to == DataType.INT32 || (to.isReal() && formula.equals(RowFormula.ROW));
    }

    /** Inputs that determine a shape may follow from the number of examples. */
    private Optional<long[]> constant(String name) {
        return values.find(name).flatMap(Value::constant).map(Constant::toLongs);
    }

    /** Inputs that are values may not, since this would no longer be detected once places are computed from them. */
    private boolean followsCount(String name) {
        return values.dependence(name).onCount();
    }

    /** Row numbers plus a value computed from each row's own example, of the same shape. */
    private Optional<Numbers> placed(Node node) {
        for (int i = 0; i < 2; i++) {
            Numbers own = numbers.get(node.inputs().get(i));
            String other = node.inputs().get(1 - i);
            if (own != null
                    && own.axis() == 0
                    && values.find(other)
                            .filter(value -> value.type().dataType() == DataType.INT64
                                    && value.shape().equals(own.shape()))
                            .isPresent()
                    && values.dependence(other).equals(Dependence.ROWS)) {
                Optional<RowFormula> formula = own.formula().flatMap(known -> known.plus(other));
                return Optional.of(new Numbers(own.shape(), 0, formula, own.range()));
            }
        }
        return Optional.empty();
    }

    /** For most results computed from row numbers only the shape is known, which is enough if nothing else is needed. */
    private Optional<Numbers> broadcast(Node node) {
        Optional<Numbers> widest = Optional.empty();
        Shape shape = Shape.of();
        for (String input : node.inputs()) {
            Numbers own = numbers.get(input);
            if (own != null) {
                shape = shape.broadcast(own.shape());
                widest = Optional.of(own);
                continue;
            }
            Optional<Constant> constant = values.find(input).flatMap(Value::constant);
            if (constant.isEmpty()) {
                return Optional.empty();
            }
            shape = shape.broadcast(constant.get().type().shape());
        }
        Shape whole = shape;
        return widest.flatMap(own -> widened(own, whole, formula(node, whole)));
    }

    /** The formula for a row number combined with a constant. */
    private Optional<RowFormula> formula(Node node, Shape whole) {
        boolean first = numbers.containsKey(node.inputs().get(0));
        Numbers own = numbers.get(node.inputs().get(first ? 0 : 1));
        String operand = node.inputs().get(first ? 1 : 0);
        int axis = own.axis() + whole.rank() - own.shape().rank();
        return values.find(operand)
                .filter(other -> other.type().dataType() == DataType.INT64 && !followsCount(operand))
                .flatMap(Value::constant)
                .flatMap(constant ->
                        own.formula().flatMap(formula -> formula.then(node.operator(), constant, whole.rank(), axis)));
    }

    /** Axes of size 1 may be added in front, and axes of size 1 may get another size; the axis of the examples is kept. */
    private static Optional<Numbers> widened(Numbers known, Shape shape, Optional<RowFormula> formula) {
        int axis = known.axis() + shape.rank() - known.shape().rank();
        return shape.dim(axis) == known.shape().dim(known.axis())
                ? Optional.of(new Numbers(shape, axis, formula, known.range()))
                : Optional.empty();
    }

    private static Numbers unsqueezed(Numbers known, long... axes) {
        int rank = known.shape().rank() + axes.length;
        Set<Integer> added = new HashSet<>();
        LongStream.of(axes).forEach(axis -> added.add((int) (axis < 0 ? axis + rank : axis)));
        List<Long> dims = new ArrayList<>();
        int next = 0;
        int axis = known.axis();
        for (int i = 0; i < rank; i++) {
            if (added.contains(i)) {
                dims.add(1L);
            } else {
                axis = next == known.axis() ? i : axis;
                dims.add(known.shape().dim(next++));
            }
        }
        Shape shape = Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
        return new Numbers(shape, axis, known.formula().filter(RowFormula::isUniform), known.range());
    }

    /** The joining node of a GatherND's tuples, if these begin with row numbers. */
    Optional<Node> join(Node node) {
        return node.inputs().size() == 2
                ? Optional.ofNullable(joins.get(node.inputs().get(1)))
                : Optional.empty();
    }

    /** What a Gather with {@code row * size + place} picks within each example, if the node is one. */
    Optional<Picked> picked(Node node) {
        if (!node.operator().equals("Gather")
                || node.inputs().size() != 2
                || node.attributes().integer("axis", 0) != 0) {
            return Optional.empty();
        }
        Numbers known = numbers.get(node.inputs().get(1));
        if (known == null || known.axis() != 0 || known.formula().isEmpty()) {
            return Optional.empty();
        }
        RowFormula formula = known.formula().get();
        if (formula.computed().isPresent()) {
            return Optional.of(new Picked(formula.factor(), Optional.empty(), formula.computed()));
        }
        Shape one = Shape.of(
                Arrays.copyOfRange(known.shape().dims(), 1, known.shape().rank()));
        return ofOne(formula.added(), one)
                .filter(places ->
                        LongStream.of(places.toLongs()).allMatch(place -> place >= 0 && place < formula.factor()))
                .map(places -> new Picked(formula.factor(), Optional.of(places), Optional.empty()));
    }

    /** The numbers in tuples. */
    Numbers in(Node join) {
        return numbers.get(join.inputs().get(0));
    }

    /**
     * The second index of the tuples, if it is a constant that was broadcast over the examples.
     *
     * @param join the node that created the tuples
     * @return the indices of one example
     */
    Optional<Constant> sharedPlaces(Node join) {
        Node last = producers.get(join.inputs().get(1));
        Node stretched = last != null && last.operator().equals("Unsqueeze")
                ? producers.get(last.inputs().get(0))
                : null;
        if (stretched == null || !stretched.operator().equals("Expand")) {
            return Optional.empty();
        }
        if (followsCount(stretched.inputs().get(0))) {
            return Optional.empty();
        }
        Shape whole = numbers.get(join.inputs().get(0)).shape();
        Shape to = Shape.of(Arrays.copyOfRange(whole.dims(), 1, whole.rank() - 1));
        return values.find(stretched.inputs().get(0))
                .flatMap(Value::constant)
                .filter(constant -> constant.type().dataType() == DataType.INT64)
                .flatMap(constant -> ofOne(constant, to));
    }

    /** A constant without its axis of examples, broadcast to the shape of one example. */
    private static Optional<Constant> ofOne(Constant constant, Shape to) {
        long[] dims = constant.type().shape().dims();
        if (dims.length == to.rank() + 1) {
            if (dims[0] != 1) {
                return Optional.empty();
            }
            dims = Arrays.copyOfRange(dims, 1, dims.length);
        }
        Shape from = Shape.of(dims);
        if (from.rank() > to.rank() || !from.broadcast(to).equals(to)) {
            return Optional.empty();
        }
        return Optional.of(
                ReferenceTensor.longs(from, constant.toLongs()).broadcast(to).toConstant());
    }
}
