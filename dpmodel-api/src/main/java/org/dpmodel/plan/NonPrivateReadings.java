package org.dpmodel.plan;

import java.util.Optional;
import java.util.OptionalDouble;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.random.RandomStreams;

/** Nothing is clipped, no noise is added, and there is no schedule to read. */
record NonPrivateReadings(NonPrivatePlan plan) implements PlanReadings {
    @Override
    public Optional<DpEvent> charge(long step, int stepInCharge, int datasetSize) {
        return plan.charge(step, stepInCharge, datasetSize);
    }

    @Override
    public OptionalDouble clippingNorm(long step, OptionalDouble adapted) {
        return OptionalDouble.empty();
    }

    @Override
    public void prepare(int... sizes) {}

    @Override
    public double addNoise(double[][] sums, long step, RandomStreams random) {
        return 0;
    }

    @Override
    public OptionalDouble adaptedClippingNorm(double unclippedExcess, long step, RandomStreams random) {
        return OptionalDouble.empty();
    }

    @Override
    public void finished(long step) {}
}
