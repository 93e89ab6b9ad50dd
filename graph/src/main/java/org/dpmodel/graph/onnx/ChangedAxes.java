package org.dpmodel.graph.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.onnx.BatchPlaces.Place;

/** The mapping of axes when Squeeze removes axes of size 1 or Unsqueeze adds some: determined by their axes, never by sizes. */
final class ChangedAxes {
    private ChangedAxes() {}

    /** The place in the output; empty if its axis is removed, or if the axes are not known. */
    static Optional<Place> forward(Node node, Map<String, Value> values, Place place) {
        return axes(node, values).flatMap(axes -> isUnsqueeze(node) ? grown(axes, place) : shrunk(axes, place));
    }

    /** The place in the input; empty if its axis was added, or if the axes are not known. */
    static Optional<Place> back(Node node, Map<String, Value> values, Place place) {
        return axes(node, values).flatMap(axes -> isUnsqueeze(node) ? shrunk(axes, place) : grown(axes, place));
    }

    private static boolean isUnsqueeze(Node node) {
        return node.operator().equals("Unsqueeze");
    }

    private static Optional<Place> grown(int[] axes, Place place) {
        int axis = place.axis();
        for (int added : axes) {
            axis += added <= axis ? 1 : 0;
        }
        return Optional.of(new Place(axis, place.inner()));
    }

    private static Optional<Place> shrunk(int[] axes, Place place) {
        if (IntStream.of(axes).anyMatch(axis -> axis == place.axis())) {
            return Optional.empty();
        }
        long before = IntStream.of(axes).filter(axis -> axis < place.axis()).count();
        return Optional.of(new Place(place.axis() - (int) before, place.inner()));
    }

    /** In ascending order, as axes of the larger shape. */
    private static Optional<int[]> axes(Node node, Map<String, Value> values) {
        Shape data = values.get(node.inputs().get(0)).shape();
        long[] axes = node.attributes().integers("axes", new long[0]);
        if (node.inputs().size() > 1) {
            Optional<Constant> known =
                    Optional.ofNullable(values.get(node.inputs().get(1))).flatMap(Value::constant);
            if (known.isEmpty()) {
                return Optional.empty();
            }
            axes = known.get().toLongs();
        } else if (axes.length == 0) {
            axes = IntStream.range(0, data.rank())
                    .filter(axis -> data.dim(axis) == 1)
                    .asLongStream()
                    .toArray();
        }
        int rank = data.rank() + (isUnsqueeze(node) ? axes.length : 0);
        return Optional.of(Arrays.stream(axes)
                .mapToInt(axis -> (int) (axis < 0 ? axis + rank : axis))
                .sorted()
                .toArray());
    }
}
