package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.dpmodel.Losses;
import org.dpmodel.engine.testkit.CellNetworks;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.PortableTarget;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.graph.step.StepOptions;
import org.dpmodel.nn.Cell;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Dropout;
import org.dpmodel.nn.Embedding;
import org.dpmodel.nn.LSTM;
import org.dpmodel.nn.MeanOverTime;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.Normal;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.TransformerEncoderCell;
import org.dpmodel.random.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks of all cells: their gradients are finite differences of their losses, they train privately, and plain ONNX Runtime
 * serves what is saved. That clipped sums are those of single examples, the contract of engines sees.
 */
class CellsTest {
    private static final int BATCH = 2;
    private static final double STEP = 1e-5;

    @TempDir
    Path directory;

    static Set<String> networks() {
        return CellNetworks.all().keySet();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void twentyPrivateStepsLowerTheLossAndTheResultIsServed(String name) throws Exception {
        TrainedAndServed.check(CellNetworks.all().get(name), directory.resolve("trained.onnx"));
    }

    /** The row probe of each graph has masks as training has; the served file passes everything on. */
    @Test
    void dropoutIsTrainedAndNotServed() throws Exception {
        Cell cell = new SequentialCell(
                new Embedding(7, 4).withTableInit(new Normal(1)),
                new TransformerEncoderCell(4, 2).withDimFeedforward(6).withDropout(0.2),
                new LSTM(4, 3),
                new Dropout(0.3),
                new MeanOverTime(),
                new Dense(3, 3));
        Network network = Network.ofIds("dropping", cell, 4);
        assertTrue(network.dropout());
        TrainedAndServed.check(network, directory.resolve("trained.onnx"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void gradientsAreFiniteDifferences(String name) {
        Network cells = CellNetworks.all().get(name);
        NetworkGraph network = cells.initialized(RandomStreams.seeded(3));
        StepGraph step = StepCompiler.compile(
                network,
                Losses.softmaxCrossEntropy(),
                new StepOptions(PortableTarget.target(), new Units(BATCH, 1), Optional.empty()));
        ReferenceInterpreter interpreter = new ReferenceInterpreter(step.model().graph());
        Map<String, ReferenceTensor> inputs =
                inputs(step, network, cells.graph().isPacked());
        Map<String, ReferenceTensor> outputs = interpreter.run(inputs);
        Random random = new Random(4);
        for (String parameter : step.parameters()) {
            double[] gradient = outputs.get(StepGraph.gradientSum(parameter)).toDoubles();
            double largest = DoubleStream.of(gradient).map(Math::abs).max().orElse(0);
            assertTrue(largest > 0, parameter + " is trained");
            for (int i = 0; i < 4; i++) {
                int element = random.nextInt(gradient.length);
                double difference = (loss(interpreter, inputs, parameter, element, STEP)
                                - loss(interpreter, inputs, parameter, element, -STEP))
                        / (2 * STEP);
                assertEquals(
                        difference, gradient[element], 1e-6 * Math.max(1, largest), parameter + "[" + element + "]");
            }
        }
    }

    private static Map<String, ReferenceTensor> inputs(StepGraph step, NetworkGraph network, boolean ids) {
        Random random = new Random(2);
        Map<String, ReferenceTensor> inputs = new HashMap<>();
        step.model().graph().inputs().forEach(input -> {
            Shape shape = input.type().shape();
            double[] elements = new double[(int) shape.size()];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = switch (input.name()) {
                    case StepGraph.UNIT_MASK -> 1;
                    case StepGraph.TARGETS -> i % (elements.length / BATCH) == 1 ? 1 : 0;
                    default -> ids ? random.nextInt(7) : random.nextGaussian();
                };
            }
            inputs.put(input.name(), ReferenceTensor.floats(shape, elements));
        });
        step.parameters()
                .forEach(name -> inputs.put(
                        name, ReferenceTensor.of(network.graph().initializers().get(name))));
        return inputs;
    }

    private static double loss(
            ReferenceInterpreter interpreter,
            Map<String, ReferenceTensor> inputs,
            String parameter,
            int element,
            double change) {
        Map<String, ReferenceTensor> changed = new HashMap<>(inputs);
        double[] values = inputs.get(parameter).toDoubles();
        values[element] += change;
        changed.put(
                parameter, ReferenceTensor.floats(inputs.get(parameter).type().shape(), values));
        return DoubleStream.of(interpreter.run(changed).get(StepGraph.LOSSES).toDoubles())
                .sum();
    }
}
