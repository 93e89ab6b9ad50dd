package org.dpmodel.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.clipping.ClippingAdaptation.Charge;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.noise.NoiseSchedule;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingSchemes;
import org.dpmodel.sampling.ShuffledBatches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A forecast is what the steps will be charged, one by one, for every scheme and mechanism; also where it is written as one
 * event repeated.
 */
class PlannedRunTest {
    private static final int SIZE = 50;
    private static final int EXPECTED = 8;
    private static final int STEPS_PER_EPOCH = 6;

    private static final List<NoiseMechanism> NOISES = List.of(
            NoiseMechanisms.gaussian(1.5),
            NoiseMechanisms.discreteGaussian(1.5),
            NoiseMechanisms.adaGaussian(NoiseSchedule.exponential(1.5, 0.1)));
    private static final List<ClipMechanism> CLIPPINGS = List.of(
            ClipMechanisms.fixed(0.1),
            ClipMechanisms.adaptive().fractionStandardDeviation(1).build(),
            ClipMechanisms.adaptive()
                    .fractionStandardDeviation(1)
                    .charge(Charge.CHARGE_ON_TOP)
                    .build());

    static Stream<Arguments> plans() {
        List<Arguments> plans = new ArrayList<>();
        for (String name : SamplingSchemes.names()) {
            SamplingScheme scheme = SamplingSchemes.byName(name, EXPECTED);
            for (NoiseMechanism noise : NOISES) {
                for (ClipMechanism clipping : CLIPPINGS) {
                    for (Adjacency adjacency : adjacencies(scheme)) {
                        plans.add(Arguments.of(new PrivacyPlan(scheme, clipping, noise, adjacency, 1)));
                    }
                }
            }
        }
        plans.add(Arguments.of(new PrivacyPlan(
                new ShuffledBatches(EXPECTED), CLIPPINGS.get(0), NOISES.get(0), Adjacency.REPLACE_ONE, 4)));
        SamplingScheme cyclic = SamplingSchemes.cyclic(EXPECTED, 4);
        for (NoiseMechanism noise :
                List.of(NOISES.get(0), NOISES.get(1), NoiseMechanisms.banded(1.5, 3), NoiseMechanisms.banded(1.5, 4))) {
            for (Adjacency adjacency : adjacencies(cyclic)) {
                plans.add(Arguments.of(new PrivacyPlan(cyclic, CLIPPINGS.get(0), noise, adjacency, 1)));
            }
        }
        return plans.stream();
    }

    private static List<Adjacency> adjacencies(SamplingScheme scheme) {
        return scheme.usualAdjacency() == Adjacency.REPLACE_ONE
                ? List.of(Adjacency.REPLACE_ONE)
                : List.of(Adjacency.ADD_OR_REMOVE_ONE, Adjacency.REPLACE_ONE);
    }

    /** Event by event, whatever is written as repeated. */
    private static List<DpEvent> flat(DpEvent event) {
        if (event instanceof DpEvent.Composed all) {
            return all.events().stream().flatMap(part -> flat(part).stream()).toList();
        }
        if (event instanceof DpEvent.SelfComposed repeated) {
            List<DpEvent> one = flat(repeated.event());
            return Stream.generate(() -> one)
                    .limit(repeated.count())
                    .flatMap(List::stream)
                    .toList();
        }
        return List.of(event);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theForecastIsTheSumOfTheCharges(PrivacyPlan plan) {
        for (int steps : new int[] {0, 1, 5, 6, 7, 20}) {
            List<DpEvent> charges = new ArrayList<>();
            for (int step = 0; step < steps; step++) {
                int paidAtOnce = plan.sampling().stepsPerCharge(SIZE);
                plan.charge(step, step % paidAtOnce, SIZE).ifPresent(charges::add);
            }
            assertEquals(charges, flat(new PlannedRun(plan, SIZE, steps).event()), steps + " steps");
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void thePoissonComparisonIsThereWhereNothingIsAmplified(PrivacyPlan plan) {
        PlannedRun run = new PlannedRun(plan, SIZE, 7);
        assertEquals(STEPS_PER_EPOCH, run.stepsPerEpoch());
        if (plan.sampling().isAmplified(plan.adjacency())) {
            assertTrue(run.eventIfPoissonSampled().isEmpty());
            return;
        }
        List<DpEvent> expected = new ArrayList<>();
        double probability = plan.sampling().samplingProbability(SIZE);
        for (int step = 0; step < 7; step++) {
            expected.add(plan.mechanism(step).poissonSampled(probability));
        }
        assertEquals(expected, flat(run.eventIfPoissonSampled().orElseThrow()));
    }

    @Test
    void aDatasetBelowTheBatchAndNegativeStepsAreRefused() {
        PrivacyPlan plan = (PrivacyPlan) plans().findFirst().orElseThrow().get()[0];
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new PlannedRun(plan, EXPECTED - 1, 1))
                .getMessage()
                .contains("must be at most the dataset size 7"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new PlannedRun(plan, SIZE, -1))
                .getMessage()
                .startsWith("steps must be at least 0, found -1"));
    }

    @Test
    void withoutPrivacyEachStepCostsAllAndNothingIsClippedOrAdded() {
        NonPrivatePlan plan = new NonPrivatePlan(new ShuffledBatches(EXPECTED));
        assertEquals(new DpEvent.NonPrivate(), plan.charge(3, 2, SIZE).orElseThrow());
        assertEquals(new DpEvent.NonPrivate().times(9), plan.charges(9, SIZE));
        assertTrue(plan.clipMechanism().isEmpty() && plan.initialClippingNorm().isEmpty());
        assertTrue(plan.privacy().isEmpty()
                && plan.chargesIfPoissonSampled(9, SIZE).isEmpty());
        assertEquals(EXPECTED, plan.expectedUnits());
    }
}
