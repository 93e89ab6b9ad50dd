package org.dpmodel.benchmark;

import java.util.concurrent.TimeUnit;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The epsilon of MindArmour's tutorial with Poisson samples, from an empty accountant. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class AccountantBenchmark {
    private static final double DELTA = 1e-5;

    /** The accountant. */
    @Param({"RDP", "PLD"})
    public String accountant;

    /** The noise multiplier. */
    @Param({"1.0", "0.4"})
    public double noiseMultiplier;

    private PrivacyAccountant empty;
    private DpEvent run;

    /** Creates the accountant and the event. */
    @Setup
    public void prepare() {
        empty = accountant.equals("RDP")
                ? new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE)
                : new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        run = new DpEvent.Gaussian(noiseMultiplier)
                .poissonSampled(256.0 / 60_000)
                .times(2340);
    }

    /**
     * Charges the run and computes epsilon.
     *
     * @return epsilon
     */
    @Benchmark
    public double epsilon() {
        PrivacyAccountant charged = empty.copy();
        charged.compose(run);
        return charged.epsilon(DELTA);
    }
}
