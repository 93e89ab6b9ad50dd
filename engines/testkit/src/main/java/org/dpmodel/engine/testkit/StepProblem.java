package org.dpmodel.engine.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.dpmodel.Losses;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.InputColumns;
import org.dpmodel.graph.step.PortableTarget;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.graph.step.StepOptions;
import org.dpmodel.models.LeNet5;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.models.PrivacyTutorialCnn;
import org.dpmodel.nn.Network;

/**
 * A training step on random data, with the answer computed the slow way: each example's gradient separately, in double
 * precision, clipped and summed. The last unit is padding.
 *
 * @param name network and units
 * @param network the network; classifies
 * @param units batch and microbatch size
 */
record StepProblem(String name, Network network, Units units) {
    /**
     * What a step has to compute.
     *
     * @param clippingNorm between the norms of the real units, so that some are clipped and some are not
     * @param sums sum of the clipped gradients by name of the output
     */
    record Answer(double clippingNorm, Map<String, double[]> sums) {}

    static List<StepProblem> all() {
        List<StepProblem> problems = new ArrayList<>();
        for (Units units : List.of(new Units(4, 1), new Units(6, 2))) {
            String suffix = ", microbatches of " + units.unitSize();
            problems.add(new StepProblem("LeNet-5" + suffix, LeNet5.network(10), units));
            problems.add(new StepProblem("LeNet-5 with ReLU" + suffix, LeNet5.reluNetwork(10), units));
            problems.add(new StepProblem("tutorial CNN" + suffix, PrivacyTutorialCnn.network(10), units));
            problems.add(new StepProblem(
                    "perceptron" + suffix, MultilayerPerceptron.network(new long[] {2, 5}, 16, 3), units));
            CellNetworks.all().forEach((name, network) -> problems.add(new StepProblem(name + suffix, network, units)));
        }
        return problems;
    }

    StepGraph compile(GraphTarget target, Optional<ClippingRule> clipping) {
        return StepCompiler.compile(
                network.graph(), Losses.softmaxCrossEntropy(), new StepOptions(target, units, clipping));
    }

    /** Inputs by name; the same numbers for the same name and shape on every target. */
    Map<String, ReferenceTensor> inputs(StepGraph step, double clippingNorm) {
        Map<String, ReferenceTensor> inputs = inputs(step.model().graph().inputs(), clippingNorm);
        InputColumns.of(network.graph())
                .ifPresent(columns -> inputs.computeIfPresent(StepGraph.FEATURES, (name, rows) -> fit(columns, rows)));
        return inputs;
    }

    /** Ids instead of numbers, where the network reads ids. */
    private static ReferenceTensor fit(InputColumns columns, ReferenceTensor rows) {
        double[] elements = rows.toDoubles();
        int width = Math.toIntExact(rows.type().shape().dim(1));
        float[] row = new float[width];
        for (int from = 0; from < elements.length; from += width) {
            for (int i = 0; i < width; i++) {
                row[i] = (float) elements[from + i];
            }
            columns.fit(row);
            for (int i = 0; i < width; i++) {
                elements[from + i] = row[i];
            }
        }
        return ReferenceTensor.floats(rows.type().shape(), elements);
    }

    /** Inputs of a step by name; the same numbers for the same name and shape. */
    static Map<String, ReferenceTensor> inputs(List<ValueInfo> wanted, double clippingNorm) {
        Map<String, ReferenceTensor> inputs = new LinkedHashMap<>();
        for (ValueInfo input : wanted) {
            inputs.put(input.name(), input(input.name(), input.type(), clippingNorm));
        }
        return inputs;
    }

    private static ReferenceTensor input(String input, TensorType type, double clippingNorm) {
        double[] elements = new double[Math.toIntExact(type.shape().size())];
        Random random = new Random(input.hashCode());
        double scale = input.equals(StepGraph.FEATURES) ? 1 : 0.1;
        for (int i = 0; i < elements.length; i++) {
            elements[i] = switch (input) {
                case StepGraph.UNIT_MASK -> i < elements.length - 1 ? 1 : 0;
                case StepGraph.TARGETS -> 0;
                case ClippingRule.CLIPPING_NORM -> clippingNorm;
                default -> (float) (scale * random.nextGaussian());
            };
        }
        if (input.equals(StepGraph.TARGETS)) {
            int classes = Math.toIntExact(type.shape().dim(-1));
            for (int row = 0; row < elements.length / classes; row++) {
                elements[row * classes + row * 7 % classes] = 1;
            }
        }
        return ReferenceTensor.floats(type.shape(), elements);
    }

    /** The answer, from one run of the oracle for each example. */
    Answer answer() {
        List<Map<String, double[]>> real = unitGradients().subList(0, units.count() - 1);
        double[] norms = real.stream().mapToDouble(StepProblem::norm).sorted().toArray();
        double clippingNorm = (float) ((norms[0] + norms[norms.length - 1]) / 2);
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (Map<String, double[]> gradient : real) {
            double factor = Math.min(1, clippingNorm / norm(gradient));
            gradient.forEach((output, elements) -> add(sums, output, elements, factor));
        }
        return new Answer(clippingNorm, sums);
    }

    private static double norm(Map<String, double[]> gradient) {
        return Math.sqrt(gradient.values().stream()
                .flatMapToDouble(Arrays::stream)
                .map(element -> element * element)
                .sum());
    }

    private List<Map<String, double[]>> unitGradients() {
        // The axis of a single example cannot be distinguished from other axes of size 1, so a masked copy is added.
        StepProblem pair = new StepProblem(name, network, new Units(2, 1));
        StepGraph step = pair.compile(PortableTarget.target(), Optional.empty());
        ReferenceInterpreter interpreter = new ReferenceInterpreter(step.model().graph());
        Map<String, ReferenceTensor> batch = inputs(compile(PortableTarget.target(), Optional.empty()), 0);
        List<Map<String, double[]>> gradients = new ArrayList<>();
        for (int unit = 0; unit < units.count(); unit++) {
            Map<String, double[]> mean = new LinkedHashMap<>();
            for (int member = 0; member < units.unitSize(); member++) {
                int example = unit * units.unitSize() + member;
                Map<String, ReferenceTensor> feeds = new LinkedHashMap<>(batch);
                feeds.put(StepGraph.FEATURES, row(batch.get(StepGraph.FEATURES), example));
                feeds.put(StepGraph.TARGETS, row(batch.get(StepGraph.TARGETS), example));
                feeds.put(StepGraph.UNIT_MASK, ReferenceTensor.floats(Shape.of(2), 1, 0));
                Map<String, ReferenceTensor> outputs = interpreter.run(feeds);
                for (String parameter : step.parameters()) {
                    String output = StepGraph.gradientSum(parameter);
                    add(mean, output, outputs.get(output).toDoubles(), 1.0 / units.unitSize());
                }
            }
            gradients.add(mean);
        }
        return gradients;
    }

    /** One row, twice. */
    private static ReferenceTensor row(ReferenceTensor tensor, int row) {
        Shape shape = tensor.type().shape().with(0, 2);
        int size = Math.toIntExact(shape.size() / 2);
        double[] twice = new double[2 * size];
        System.arraycopy(tensor.toDoubles(), row * size, twice, 0, size);
        System.arraycopy(tensor.toDoubles(), row * size, twice, size, size);
        return ReferenceTensor.floats(shape, twice);
    }

    private static void add(Map<String, double[]> sums, String name, double[] terms, double factor) {
        double[] sum = sums.computeIfAbsent(name, unseen -> new double[terms.length]);
        for (int i = 0; i < terms.length; i++) {
            sum[i] += factor * terms[i];
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
