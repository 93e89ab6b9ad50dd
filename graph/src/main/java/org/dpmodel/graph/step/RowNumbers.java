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
 * Indices that hold the number of their own row, as exporters write {@code x[arange(batch), place]} and masks: row i is picked from
 * example i, and how many there are does not matter. By the numbers alone it is refused, since a range over the examples tells
 * each where it stands.
 *
 * <p>So such a range is not a value here. It is followed through what only gives it another shape, and may end in two places:
 *
 * <ul>
 *   <li>first in the tuples of a GatherND, whose data has the examples on its first axis;
 *   <li>as {@code row * size + place} in a Gather, from data whose first axis has {@code size} slices of each example. The place may
 *       be computed of the example: one outside of its slices, by which the file would read another's, picks none.
 * </ul>
 *
 * <p>The node is then written without the numbers, with the examples as an axis of its own, and proven like any other. Where a
 * range leads anywhere else, it is refused as ever.
 */
final class RowNumbers {
    /**
     * A value that is the number of its place along an axis.
     *
     * @param shape its shape
     * @param axis the axis of the examples
     * @param formula what is made of the number; absent where only the shape is known
     * @param range the node that they come from
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
     * @param size slices of one example along the first axis of the data
     * @param places which of them, the same for all; nothing where they are computed
     * @param computed the name of what says which of them
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
     * The numbers of a graph that is being bound.
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

    /** The numbers that a node reads, if it reads any. */
    Optional<Numbers> read(Node node) {
        return node.inputs().stream()
                .filter(numbers::containsKey)
                .map(numbers::get)
                .findFirst();
    }

    /** Follows numbers through a node that changes their shape, or joins them to tuples; false if it does something else. */
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

    /** Whether the node hands numbers on as they are: a truth value is none, and not all of them fit a real one. */
    private static boolean keeps(Node node, RowFormula formula) {
        if (node.operator().equals("Identity")) {
            return true;
        }
        DataType to = DataType.ofOnnxCode((int) node.attributes().integer("to", 0));
        return to == DataType.INT64 || to == DataType.INT32 || (to.isReal() && formula.equals(RowFormula.ROW));
    }

    /** What may set a shape: elements that follow from the number of examples may do so. */
    private Optional<long[]> constant(String name) {
        return values.find(name).flatMap(Value::constant).map(Constant::toLongs);
    }

    /** What may be a value: it would not be noticed any more where places are made of it. */
    private boolean followsCount(String name) {
        return values.dependence(name).onCount();
    }

    /** Numbers plus what is computed of each row's own example, shape for shape. */
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

    /** Of most that is computed from numbers only the shape is known, which is enough where nothing else is asked for. */
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

    /** The formula of a number and a constant. */
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

    /** Axes of size 1 come first, and what had size 1 may have another one; that of the examples stays. */
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

    /** What a Gather of {@code row * size + place} picks within each example, if it is one. */
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
     * The other index of tuples, where it is a constant that was stretched over the examples.
     *
     * @param join the node that made the tuples
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

    /** A constant without its axis of examples, stretched to the shape of one. */
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
        long[] elements = constant.toLongs();
        long[] stretched = new long[Math.toIntExact(to.size())];
        for (int i = 0; i < stretched.length; i++) {
            long rest = i;
            long place = 0;
            long stride = 1;
            for (int axis = to.rank() - 1; axis >= 0; axis--) {
                long at = rest % to.dim(axis);
                rest /= to.dim(axis);
                int own = axis - (to.rank() - from.rank());
                if (own >= 0) {
                    place += from.dim(own) == 1 ? 0 : at * stride;
                    stride *= from.dim(own);
                }
            }
            stretched[i] = elements[Math.toIntExact(place)];
        }
        return Optional.of(ReferenceTensor.longs(to, stretched).toConstant());
    }
}
