package org.dpmodel.cli.benchmark;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanism;
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
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.training.Parameters;

/** The step graph alone, on a full batch of random examples: no sampling, no noise, no optimizer. */
final class StepGraphAction implements TimedAction {
    private final String name;
    private final CompiledGraph compiled;
    private final Tensors inputs;
    private final Tensors outputs;

    StepGraphAction(
            String name,
            Network network,
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
        fill(random.stream(StreamPurpose.SYNTHETIC_DATA, 0), batch);
        clipping.ifPresent(mechanism ->
                inputs.get(ClippingRule.CLIPPING_NORM).floats().put(0, (float) mechanism.initialClippingNorm()));
        this.compiled = device.compile(step.model(), options);
    }

    private void fill(UniformRandomProvider random, int batch) {
        FloatBuffer features = inputs.get(StepGraph.FEATURES).floats();
        for (int i = 0; i < features.limit(); i++) {
            features.put(i, random.nextFloat());
        }
        FloatBuffer targets = inputs.get(StepGraph.TARGETS).floats();
        int classes = targets.limit() / batch;
        FloatBuffer mask = inputs.get(StepGraph.UNIT_MASK).floats();
        for (int example = 0; example < batch; example++) {
            targets.put(example * classes + random.nextInt(classes), 1f);
            mask.put(example, 1f);
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
