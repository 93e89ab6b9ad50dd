package org.dpmodel.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.dpmodel.DPModel;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.callback.Callback;
import org.dpmodel.data.PersonIds;
import org.dpmodel.nn.Network;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivacyMonitorTest {
    private static final double DELTA = 1e-5;

    private final CapturedOutput output = new CapturedOutput();

    /** The end of the line that a model's own statement corresponds to. */
    private static String epsilonOf(DPModel model) {
        return "eps is "
                + new BigDecimal(model.privacyStatement(DELTA).displayedEpsilon())
                        .stripTrailingZeros()
                        .toPlainString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"poisson", "shuffled"})
    void endsWithTheEpsilonOfTheModelsOwnStatement(String sampling) {
        SamplingScheme scheme = SamplingSchemes.byName(sampling, 8);
        try (DPModel model = SmallTraining.model(scheme)) {
            SmallTraining.train(model, 2, PrivacyMonitor.rdp(DELTA).printingTo(output.stream()));
            assertEquals(2, output.lines().size());
            assertEquals(
                    "epoch: 2 step: 5, delta is 1e-05, " + epsilonOf(model),
                    output.lines().get(1));
            assertTrue(output.lines().get(0).startsWith("epoch: 1 step: 5, delta is 1e-05, eps is "));
        }
    }

    @Test
    void beginsWithWhatTheModelHasSpentBefore() {
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 1);
            SmallTraining.train(model, 1, PrivacyMonitor.rdp(DELTA).printingTo(output.stream()));
            assertEquals(10, model.steps());
            assertEquals(List.of("epoch: 1 step: 5, delta is 1e-05, " + epsilonOf(model)), output.lines());
        }
    }

    /** The model charges people as groups; a monitor with an accountant of its own must not print what a record costs. */
    @Test
    void speaksOfPeopleWhereTheyAreProtected() {
        try (DPModel model = SmallTraining.modelOfGroups(3)) {
            String[] twoEach = IntStream.range(0, 40).mapToObj(i -> "p" + i / 2).toArray(String[]::new);
            model.train(
                    1,
                    SmallTraining.points().withPeople(PersonIds.of(twoEach)),
                    List.of(PrivacyMonitor.rdp(DELTA).printingTo(output.stream())));
            assertEquals(List.of("epoch: 1 step: 5, delta is 1e-05, " + epsilonOf(model)), output.lines());
            RdpAccountant records = new RdpAccountant(model.accountant().adjacency());
            records.compose(model.ledger());
            assertTrue(model.privacyStatement(DELTA).epsilon() > 3 * records.epsilon(DELTA));
        }
    }

    /** Its lines are of the steps so far; who reads them must not quote them for a training that results ended. */
    @Test
    void saysThatResultsMayEndTheSteps() {
        Callback stopping = new Callback() {
            @Override
            public boolean endsByResults() {
                return true;
            }
        };
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 1, PrivacyMonitor.rdp(DELTA).printingTo(output.stream()), stopping);
            assertEquals(
                    List.of("epoch: 1 step: 5, delta is 1e-05, " + epsilonOf(model)
                            + " of the steps so far, but results may end them: the statement has all planned steps"),
                    output.lines());
        }
    }

    /** Its accountant counts this training; who reads the line must not take that for what the weights have cost. */
    @Test
    void saysThatItCountsThisTrainingAlone() {
        Network given;
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 3);
            given = model.network();
        }
        try (DPModel model = SmallTraining.modelFrom(given)) {
            SmallTraining.train(model, 1, PrivacyMonitor.rdp(DELTA).printingTo(output.stream()));
            String alone = model.privacyStatement(DELTA).alone().displayedEpsilon();
            assertEquals(
                    List.of("epoch: 1 step: 5, delta is 1e-05, eps is " + alone
                            + " of this training alone, without earlier ones of the weights"),
                    output.lines());
        }
    }

    @Test
    void printsBySteps() {
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 2, PrivacyMonitor.rdp(DELTA).every(3).printingTo(output.stream()));
        }
        List<String> positions = output.lines().stream()
                .map(line -> line.substring(0, line.indexOf(',')))
                .toList();
        assertEquals(List.of("epoch: 1 step: 3", "epoch: 2 step: 1", "epoch: 2 step: 4"), positions);
    }

    @Test
    void saysThatTrainingWithoutPrivacyProtectsNothing() {
        try (DPModel model = SmallTraining.modelWithoutPrivacy()) {
            SmallTraining.train(model, 1, PrivacyMonitor.rdp(DELTA).printingTo(output.stream()));
        }
        assertEquals(List.of("epoch: 1 step: 5, delta is 1e-05, eps is inf"), output.lines());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -1, Double.NaN})
    void refusesDeltasOutOfRange(double delta) {
        assertThrows(IllegalArgumentException.class, () -> PrivacyMonitor.rdp(delta));
    }

    @Test
    void refusesToPrintEveryZeroSteps() {
        assertThrows(
                IllegalArgumentException.class, () -> PrivacyMonitor.rdp(DELTA).every(0));
    }
}
