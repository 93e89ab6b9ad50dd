package org.dpmodel.graph.onnx;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.onnx.BatchPlaces.Place;

/**
 * One example's part of a stored value that is the same for all examples: the value itself in a file with batch size one,
 * a part of a constant, or the result of the repeating node when it repeats once.
 *
 * @param part part of a constant, if it is one
 * @param node the node that repeats the value, or null
 * @param sizes the sizes with which it computes the part of one example
 */
record StoredSlice(Optional<Constant> part, Node node, long[] sizes) {
    private static final float DIGITS = 1e-6f;

    static Optional<StoredSlice> of(StoredSteps steps, Value value, Place place, long batch) {
        Shape one = value.shape().with(place.axis(), place.inner());
        Node producer = steps.producer(value.name());
        if (batch == 1) {
            return Optional.of(new StoredSlice(Optional.empty(), null, one.dims()));
        }
        if (producer != null && producer.operator().equals("ConstantOfShape")) {
            return Optional.of(new StoredSlice(Optional.empty(), producer, one.dims()));
        }
        if (producer != null && producer.operator().equals("Expand")) {
            Value before = steps.value(producer.inputs().get(0));
            int own = before == null
                    ? -1
                    : place.axis() - one.rank() + before.shape().rank();
            return before != null && (own < 0 || before.dim(own) == 1)
                    ? Optional.of(new StoredSlice(Optional.empty(), producer, one.dims()))
                    : Optional.empty();
        }
        if (producer != null && producer.operator().equals("Tile")) {
            Optional<Constant> repeats = steps.constant(producer.inputs().get(1));
            if (repeats.isPresent() && repeats.get().toLongs()[place.axis()] % batch == 0) {
                long[] fewer = repeats.get().toLongs();
                fewer[place.axis()] /= batch;
                return Optional.of(new StoredSlice(Optional.empty(), producer, fewer));
            }
            return Optional.empty();
        }
        return steps.constant(value.name())
                .flatMap(constant -> equalPart(constant, place, batch))
                .map(part -> new StoredSlice(Optional.of(part), null, one.dims()));
    }

    /** The name of the slice, after adding the node that computes it. */
    String write(String value, Node owner, UpgradeScope scope, List<Node> nodes) {
        if (part.isPresent()) {
            Constant whole = scope.constant(value).orElse(part.get().literal());
            return scope.part(owner, "slice", whole, part.get());
        }
        if (node == null) {
            return value;
        }
        if (node.operator().equals("Tile") && Arrays.stream(sizes).allMatch(size -> size == 1)) {
            return node.inputs().get(0);
        }
        String narrow = scope.value(owner, "narrow");
        String shape = scope.ints(owner, "slice", sizes);
        List<String> inputs = node.operator().equals("ConstantOfShape")
                ? List.of(shape)
                : List.of(node.inputs().get(0), shape);
        nodes.add(scope.node(owner, node.operator(), inputs, narrow, node.attributes()));
        return narrow;
    }

    /**
     * The first example's slices, if those of all others are the same up to the last digits, which may differ if an
     * exporter computed them row by row.
     */
    private static Optional<Constant> equalPart(Constant constant, Place place, long batch) {
        Shape shape = constant.type().shape();
        Shape one = shape.with(place.axis(), place.inner());
        int bytes = constant.type().dataType().bytes();
        int block = Math.toIntExact(place.inner() * shape.size(place.axis() + 1, shape.rank()));
        ByteBuffer all = constant.bytes();
        ByteBuffer part = ByteBuffer.allocate(Math.toIntExact(one.size() * bytes));
        float[] numbers = constant.type().dataType() == DataType.FLOAT ? constant.toFloats() : new float[0];
        float largest = 0;
        for (float number : numbers) {
            largest = Math.max(largest, Math.abs(number));
        }
        for (int i = 0; i < shape.size(); i++) {
            int before = i / block;
            int first = (int) ((before - before % batch) * block) + i % block;
            boolean same = numbers.length > 0
                    ? numbers[i] == numbers[first] || Math.abs(numbers[i] - numbers[first]) <= DIGITS * largest
                    : all.slice(i * bytes, bytes).equals(all.slice(first * bytes, bytes));
            if (!same) {
                return Optional.empty();
            }
            if (i == first) {
                part.put(all.slice(i * bytes, bytes));
            }
        }
        return Optional.of(Constant.ofBytes(constant.type().withShape(one), part.array()));
    }
}
