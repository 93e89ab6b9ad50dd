package org.dpmodel.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.dpmodel.accountant.analysis.DpSgdRun;
import org.dpmodel.accountant.analysis.DpSgdRun.Sampler;
import org.dpmodel.accountant.calibration.Calibration;

/** Finds the run that a budget allows. */
final class BudgetSearch {
    private static final int DECIMALS = 4;

    private final DpSgdRun run;
    private final RunOptions options;
    private final double epsilon;
    private final double delta;

    /**
     * What an accountant allows.
     *
     * @param accountant the accountant
     * @param run the run that just keeps the budget
     * @param noiseMultiplier its standard deviation of the noise / clipping norm
     */
    record Answer(AccountantChoice accountant, DpSgdRun run, double noiseMultiplier) {}

    BudgetSearch(DpSgdRun run, RunOptions options, double epsilon, double delta) {
        this.run = run;
        this.options = options;
        this.epsilon = epsilon;
        this.delta = delta;
    }

    /** The least noise, rounded up to four decimals. */
    Answer noise(AccountantChoice choice) {
        double relative = calibration(choice)
                .noiseMultiplier(noise -> run.withNoiseMultiplier(noise).event(), epsilon, delta);
        double noiseMultiplier = new BigDecimal(relative * options.sensitivity())
                .setScale(DECIMALS, RoundingMode.CEILING)
                .doubleValue();
        return new Answer(choice, run.withNoiseMultiplier(noiseMultiplier / options.sensitivity()), noiseMultiplier);
    }

    /** The most steps; with shuffled batches the most whole epochs, since a begun one costs as much. */
    Answer steps(AccountantChoice choice) {
        long stride = run.sampler() == Sampler.SHUFFLED ? run.stepsPerEpoch() : 1;
        long count = calibration(choice)
                .maxCount(n -> run.withSteps(Math.multiplyExact(stride, n)).event(), epsilon, delta);
        return new Answer(choice, run.withSteps(Math.multiplyExact(stride, count)), options.noiseMultiplier());
    }

    private Calibration calibration(AccountantChoice choice) {
        return new Calibration(choice.empty(options.adjacency()));
    }
}
