package org.dpmodel.graph.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;

/** Adds low-rank matrices to one weight, in all layers that use it. Mutable, for one use. */
final class AdapterInsertion {
    private final Graph original;
    private final String weight;
    private final Shape shape;
    private final int rank;
    private final double scale;
    private final long groups;
    private final boolean outputsFirst;
    private final Map<String, Constant> initializers;
    private final Map<String, Node> layers = new LinkedHashMap<>();
    private final Set<String> added = new LinkedHashSet<>();
    private final Set<String> constants = new LinkedHashSet<>();
    private final List<Node> nodes = new ArrayList<>();

    AdapterInsertion(Graph original, String weight, List<LayerUse> uses, int rank, double scale) {
        this.original = original;
        this.weight = weight;
        this.shape = original.initializers().get(weight).type().shape();
        this.rank = rank;
        this.scale = scale;
        LayerUse first = uses.get(0);
        this.groups = first.groups();
        this.outputsFirst = first.isConvolution() || first.turned();
        this.initializers = new LinkedHashMap<>(original.initializers());
        checkRank();
        addMatrices();
        Map<String, LayerUse> byNode = new LinkedHashMap<>();
        uses.forEach(use -> byNode.put(use.node().name(), use));
        for (Node node : original.nodes()) {
            if (byNode.containsKey(node.name())) {
                insert(byNode.get(node.name()));
            } else {
                nodes.add(node);
            }
        }
    }

    /** Each group of a convolution is a separate matrix. */
    private void checkRank() {
        long rows = shape.dim(0) / groups;
        long columns = shape.size() / shape.dim(0);
        if (rank > Math.min(rows, columns)) {
            throw new GraphException("the rank of low-rank matrices must be at most the rank of their weight: "
                    + weight + " " + shape + (groups > 1 ? " of " + groups + " groups" : "") + " has at most "
                    + Math.min(rows, columns) + ", found " + rank
                    + "; take a smaller rank, or leave the weight out by a narrower pattern");
        }
    }

    private String a() {
        return weight + ".lora_a";
    }

    private String b() {
        return weight + ".lora_b";
    }

    private void addMatrices() {
        long[] dims = shape.dims();
        boolean matrix = dims.length == 2;
        long[] left = matrix ? new long[] {dims[0], rank} : ones(dims.length, dims[0], rank);
        long[] right = matrix ? new long[] {rank, dims[1]} : dims;
        if (!matrix) {
            right[0] = groups * rank;
        }
        addInitializer(a(), zeros(outputsFirst ? right : left));
        addInitializer(b(), zeros(outputsFirst ? left : right));
    }

    private static long[] ones(int length, long first, long second) {
        long[] dims = new long[length];
        Arrays.fill(dims, 1);
        dims[0] = first;
        dims[1] = second;
        return dims;
    }

    private static Constant zeros(long... dims) {
        return Constant.zeros(Shape.of(dims));
    }

    private void addInitializer(String name, Constant value) {
        if (initializers.put(name, value) != null) {
            throw new GraphException(
                    "there is an initializer " + name + " already: low-rank matrices can be added to a weight only "
                            + "once; rename the initializer, or choose another weight");
        }
    }

    private void insert(LayerUse use) {
        Node node = use.node();
        String before = node.name() + "/lora_base";
        layers.put(node.name(), node);
        nodes.add(new Node(node.name(), node.operator(), node.inputs(), List.of(before), node.attributes()));
        String moved =
                switch (node.operator()) {
                    case "Conv" -> convolved(node);
                    case "Gemm" -> multipliedByGemm(use);
                    default -> multiplied(use);
                };
        String sum = node.name() + "/lora_sum";
        added.add(sum);
        nodes.add(new Node(sum, "Add", List.of(before, moved), node.outputs(), Attributes.none()));
    }

    private String convolved(Node node) {
        Attributes attributes = node.attributes();
        String down = add(node, "down", "Conv", attributes, node.inputs().get(0), a());
        Attributes pointwise = Attributes.none()
                .with(
                        "kernel_shape",
                        LongStream.generate(() -> 1).limit(shape.rank() - 2).toArray())
                .with("group", groups);
        return add(node, "up", "Conv", pointwise, scaled(node, down), b());
    }

    private String multipliedByGemm(LayerUse use) {
        Node node = use.node();
        Attributes turned = use.turned() ? Attributes.none().with("transB", 1) : Attributes.none();
        float alpha = (float) (node.attributes().real("alpha", 1) * scale);
        Attributes scaling = alpha == 1 ? turned : turned.with("alpha", new Attribute.Real(alpha));
        String down = add(node, "down", "Gemm", scaling, node.inputs().get(0), first(use));
        return add(node, "up", "Gemm", turned, down, second(use));
    }

    /** Rows are multiplied by A and then B, or, where another use of the weight transposes it, by Bᵀ and then Aᵀ. */
    private String first(LayerUse use) {
        return use.turned() == outputsFirst ? a() : b();
    }

    private String second(LayerUse use) {
        return use.turned() == outputsFirst ? b() : a();
    }

    private String multiplied(LayerUse use) {
        Node node = use.node();
        String down =
                add(node, "down", "MatMul", Attributes.none(), node.inputs().get(0), matrix(use, first(use)));
        return add(node, "up", "MatMul", Attributes.none(), scaled(node, down), matrix(use, second(use)));
    }

    private String matrix(LayerUse use, String name) {
        if (!use.turned()) {
            return name;
        }
        String part = name.equals(a()) ? "a" : "b";
        return add(use.node(), part, "Transpose", Attributes.none().with("perm", new long[] {1, 0}), name);
    }

    private String scaled(Node node, String value) {
        if (scale == 1) {
            return value;
        }
        String factor = weight + ".lora_scale";
        if (constants.add(factor)) {
            addInitializer(factor, Constant.floats(Shape.of(), (float) scale).literal());
        }
        return add(node, "scaled", "Mul", Attributes.none(), value, factor);
    }

    /** Adds a node named after the layer with a suffix, which also names its output. */
    private String add(Node layer, String part, String operator, Attributes attributes, String... inputs) {
        String name = layer.name() + "/lora_" + part;
        added.add(name);
        nodes.add(new Node(name, operator, List.of(inputs), List.of(name + "_value"), attributes));
        return name + "_value";
    }

    Graph graph() {
        return new Graph(original.name(), original.inputs(), original.outputs(), nodes, initializers);
    }

    LowRankAdapter adapter() {
        Shape ofA = initializers.get(a()).type().shape();
        long inputs = outputsFirst ? ofA.size() / ofA.dim(0) : ofA.dim(0);
        return new LowRankAdapter(weight, a(), b(), scale, inputs, outputsFirst, groups, layers, added, constants);
    }
}
