package org.dpmodel.graph.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;

/**
 * Replaces normalizations that cannot be trained as they are: batch normalization with batch statistics, which mixes
 * examples, by one that does not; or an invalid epsilon. Scales and shifts keep their names and values.
 *
 * @param graph the changed graph, without the running statistics among its outputs
 * @param replaced names of the nodes that were replaced
 * @param untrained those of them whose frozen statistics are 0 and 1, as before any training; otherwise empty
 */
public record NormalizationFix(Graph graph, List<String> replaced, List<String> untrained) {
    private static final int MOST_GROUPS = 32;
    private static final float USUAL_EPSILON = 1e-5f;

    /** What is replaced, and by what. */
    public enum Kind {
        /**
         * Batch normalization by group normalization (Wu and He 2018, arXiv:1803.08494) of each example separately, with its channels in at most
         * 32 groups of at least two. This is a different function, which has to be trained.
         */
        GROUP_NORM,
        /** Batch normalization by the running statistics in the file: the function used for inference. */
        FROZEN,
        /**
         * An epsilon that is negative, not finite or below {@link Float#MIN_NORMAL}, such as zero, by 1e-5, in
         * normalizations within an example. Paddle's converter writes such numbers for group normalization, whatever the
         * layer has.
         */
        EPSILON
    }

    private static final Set<String> WITHIN_EXAMPLE = Set.of(
            "GroupNormalization",
            "InstanceNormalization",
            "LayerNormalization",
            "RMSNormalization",
            "SimplifiedLayerNormalization");

    /**
     * Whether normalized values are finite even where all elements are equal, as in padding.
     *
     * @param epsilon what is added to the variance
     * @return false also for NaN
     */
    public static boolean isEpsilon(float epsilon) {
        return epsilon >= Float.MIN_NORMAL && epsilon <= Float.MAX_VALUE;
    }

    /** Copies the lists. */
    public NormalizationFix {
        replaced = List.copyOf(replaced);
        untrained = List.copyOf(untrained);
    }

    /**
     * Replaces all of a graph.
     *
     * @param graph a graph, possibly not yet a network
     * @param kind by what
     * @return the changed graph; nothing is replaced if no node has this fault
     * @throws GraphException if the number of channels of a node is not known
     */
    public static NormalizationFix of(Graph graph, Kind kind) {
        return new Replacement(graph, kind).fix();
    }

    /** The replacement of one graph. Mutable, for one use. */
    private static final class Replacement {
        private final Graph graph;
        private final Kind kind;
        private final Map<String, Constant> initializers;
        private final List<Node> nodes = new ArrayList<>();
        private final List<String> replaced = new ArrayList<>();
        private final List<String> untrained = new ArrayList<>();
        private final Set<String> gone = new HashSet<>();

        Replacement(Graph graph, Kind kind) {
            this.graph = graph;
            this.kind = kind;
            this.initializers = new LinkedHashMap<>(graph.initializers());
        }

        NormalizationFix fix() {
            for (Node node : graph.nodes()) {
                if (node.inputs().stream().anyMatch(gone::contains)) {
                    gone.addAll(node.outputs());
                } else if (kind == Kind.EPSILON) {
                    nodes.add(withEpsilon(node));
                } else if (normalizesByBatch(node)) {
                    replaced.add(node.name());
                    gone.addAll(node.outputs().subList(1, node.outputs().size()));
                    replace(node);
                } else {
                    nodes.add(node);
                }
            }
            Set<String> read = new HashSet<>();
            nodes.forEach(node -> read.addAll(node.inputs()));
            // Statistics that are not used any more.
            replaced.forEach(name -> graph.nodes().stream()
                    .filter(node -> node.name().equals(name))
                    .flatMap(node -> node.inputs().stream().skip(3))
                    .filter(input -> !read.contains(input))
                    .forEach(initializers::remove));
            Graph fixed = new Graph(
                    graph.name(),
                    graph.inputs(),
                    graph.outputs().stream()
                            .filter(output -> !gone.contains(output.name()))
                            .toList(),
                    nodes,
                    initializers);
            return new NormalizationFix(fixed, replaced, untrained);
        }

        private Node withEpsilon(Node node) {
            if (!WITHIN_EXAMPLE.contains(node.operator())
                    || isEpsilon(node.attributes().real("epsilon", USUAL_EPSILON))) {
                return node;
            }
            replaced.add(node.name());
            Attributes attributes = node.attributes().with("epsilon", new Attribute.Real(USUAL_EPSILON));
            return new Node(node.name(), node.operator(), node.inputs(), node.outputs(), attributes);
        }

        private static boolean normalizesByBatch(Node node) {
            return node.operator().equals("BatchNormalization")
                    && (node.attributes().integer("training_mode", 0) != 0
                            || node.outputs().size() > 1);
        }

        private void replace(Node node) {
            Attributes attributes = node.attributes().without("training_mode").without("momentum");
            String output = node.outputs().get(0);
            if (kind == Kind.FROZEN) {
                if (isAll(0, node.inputs().get(3)) && isAll(1, node.inputs().get(4))) {
                    untrained.add(node.name());
                }
                nodes.add(new Node(node.name(), node.operator(), node.inputs(), List.of(output), attributes));
            } else {
                normalizeGroups(node, attributes, output);
            }
        }

        /** Standardizes groups as an instance normalization of as many channels; scale and shift remain per channel. */
        private void normalizeGroups(Node node, Attributes attributes, String output) {
            int channels = channels(node);
            int groups = groups(channels);
            String x = node.inputs().get(0);
            String grouped = add(node, "grouped", "Reshape", Attributes.none(), x, ints(node, "groups", 0, groups, -1));
            Attributes epsilon =
                    Attributes.none().with("epsilon", new Attribute.Real(attributes.real("epsilon", USUAL_EPSILON)));
            String standard = add(
                    node,
                    "standardized",
                    "InstanceNormalization",
                    epsilon,
                    grouped,
                    filled(node, "ones", groups, 1),
                    filled(node, "zeros", groups, 0));
            String shape = add(node, "shape", "Shape", Attributes.none(), x);
            String restored = add(node, "restored", "Reshape", Attributes.none(), standard, shape);
            List<String> inputs = List.of(
                    restored,
                    node.inputs().get(1),
                    node.inputs().get(2),
                    filled(node, "mean", channels, 0),
                    filled(node, "variance", channels, 1));
            nodes.add(new Node(
                    node.name(),
                    node.operator(),
                    inputs,
                    List.of(output),
                    Attributes.none().with("epsilon", new Attribute.Real(0))));
        }

        private int channels(Node node) {
            for (String input : node.inputs().subList(1, node.inputs().size())) {
                if (graph.initializers().containsKey(input)) {
                    return Math.toIntExact(
                            graph.initializers().get(input).type().shape().size());
                }
            }
            throw new GraphException("node " + node.name() + " (BatchNormalization) reads none of its scale, shift and"
                    + " statistics from the file: the number of its channels is unknown; export the network with "
                    + "constant folding, or with group normalization");
        }

        /**
         * The largest number of groups, up to 32, with at least two channels in each; a single number would be
         * standardized to 0.
         */
        private static int groups(int channels) {
            for (int groups = Math.min(MOST_GROUPS, channels / 2); groups > 1; groups--) {
                if (channels % groups == 0) {
                    return groups;
                }
            }
            return 1;
        }

        private boolean isAll(float number, String initializer) {
            Constant constant = graph.initializers().get(initializer);
            if (constant == null) {
                return false;
            }
            for (float element : constant.toFloats()) {
                if (element != number) {
                    return false;
                }
            }
            return true;
        }

        private String ints(Node node, String part, long... values) {
            String name = node.name() + "/" + part;
            initializers.put(name, Constant.ints(values));
            return name;
        }

        private String filled(Node node, String part, int size, float value) {
            float[] values = new float[size];
            Arrays.fill(values, value);
            String name = node.name() + "/" + part;
            initializers.put(name, Constant.floats(Shape.of(size), values));
            return name;
        }

        private String add(Node node, String part, String operator, Attributes attributes, String... inputs) {
            String name = node.name() + "/" + part;
            nodes.add(new Node(name, operator, List.of(inputs), List.of(name + "_value"), attributes));
            return name + "_value";
        }
    }
}
