package org.dpmodel.benchmark;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.PortableTarget;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.graph.step.StepOptions;
import org.dpmodel.models.LeNet5;
import org.dpmodel.random.RandomStreams;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The private step graph of LeNet-5 for batches of 256: derivatives, the proof of isolation, clipping, lowering. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class StepCompileBenchmark {
    private static final int BATCH = 256;

    private NetworkGraph network;
    private StepOptions options;

    /** Creates the network and the options. */
    @Setup
    public void prepare() {
        network = LeNet5.network(10).initialized(RandomStreams.seeded(1));
        options = new StepOptions(
                PortableTarget.target(),
                new Units(BATCH, 1),
                Optional.of(ClipMechanisms.fixed(0.1).rule()));
    }

    /**
     * Compiles the step.
     *
     * @return the step graph
     */
    @Benchmark
    public StepGraph compile() {
        return StepCompiler.compile(network, Losses.softmaxCrossEntropy(), options);
    }
}
