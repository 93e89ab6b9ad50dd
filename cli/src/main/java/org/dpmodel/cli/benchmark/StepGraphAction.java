package org.dpmodel.cli.benchmark;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.graph.step.StepOptions;
import org.dpmodel.nn.Network;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.training.BatchTensors;
import org.dpmodel.training.Parameters;

/** The step graph alone, on a full batch of examples: no sampling, no noise, no optimizer. */
final class StepGraphAction implements TimedAction {
    private final String name;
    private final CompiledGraph compiled;
    private final Tensors inputs;
    private final Tensors outputs;

    StepGraphAction(
            String name,
            Network network,
            Dataset dataset,
            int batch,
            Optional<ClipMechanism> clipping,
            EngineDevice device,
            ExecutionOptions options) {
        this.name = name;
        RandomStreams random = RandomStreams.seeded(1);
        NetworkGraph start = network.initialized(random);
        StepGraph step = StepCompiler.compile(
                start,
                Losses.softmaxCrossEntropy(),
                new StepOptions(device.graphTarget(), new Units(batch, 1), clipping.map(ClipMechanism::rule)));
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        Map<String, HostTensor> parameters = new Parameters(start).tensors();
        for (ValueInfo input : step.model().graph().inputs()) {
            HostTensor shared = parameters.get(input.name());
            tensors.put(input.name(), shared == null ? HostTensor.allocate(input.type()) : shared);
        }
        this.inputs = Tensors.of(tensors);
        this.outputs = Tensors.allocate(step.model().graph().outputs());
        fill(dataset, batch);
        clipping.ifPresent(mechanism ->
                inputs.get(ClippingRule.CLIPPING_NORM).floats().put(0, (float) mechanism.initialClippingNorm()));
        this.compiled = device.compile(step.model(), options);
    }

    private void fill(Dataset dataset, int batch) {
        int[] examples = IntStream.range(0, batch).toArray();
        BatchTensors.fill(dataset, examples, 0, batch, inputs);
        FloatBuffer mask = inputs.get(StepGraph.UNIT_MASK).floats();
        while (mask.hasRemaining()) {
            mask.put(1f);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long run() {
        long began = System.nanoTime();
        compiled.run(inputs, outputs);
        return System.nanoTime() - began;
    }

    @Override
    public void close() {
        compiled.close();
    }
}
