package org.dpmodel.cli.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.cli.Execution;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.PersonIds;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.plan.PersonProtection.Way;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The price for people is the same in a forecast and in a training. */
class PeoplePricesTest {
    private static final int PEOPLE = 40;
    private static final int RECORDS = 100;
    private static final int MOST = 4;

    private static Execution privacy(String options) {
        return Execution.of(("privacy " + options).split(" "));
    }

    private static JsonNode json(String options) throws IOException {
        return new ObjectMapper()
                .readTree(privacy(options + " --json").succeeds().out())
                .at("/statements/0");
    }

    /** Forty people, of whom every third has four records, the others one or two. */
    private static Dataset dataset() {
        String[] ids = IntStream.range(0, RECORDS)
                .mapToObj(i -> "" + (i < 2 * PEOPLE ? i % PEOPLE : (i - 2 * PEOPLE) % 10 * 3))
                .toArray(String[]::new);
        float[][] features = new float[RECORDS][3];
        return ArrayDataset.classification("people", features, new long[] {3}, new int[RECORDS], 2)
                .withPeople(PersonIds.of(ids));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theStatementIsThatOfTheTraining(Way way) throws IOException {
        PrivacyStatement trained;
        try (DPModel model = DPModel.builder(
                        MultilayerPerceptron.network(new long[] {3}, 4, 2), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.sgd(0.1))
                .accountant(RdpAccountant::new)
                .clipping(ClipMechanisms.fixed(0.5))
                .noise(NoiseMechanisms.gaussian(2))
                .sampling(new PoissonSampling(5))
                .recordsPerPerson(MOST, way)
                .build()) {
            model.train(3, dataset(), List.of());
            trained = model.privacyStatement();
        }
        String people = way == Way.PEOPLE_DRAWN ? " --people " + PEOPLE : "";
        JsonNode asked = json("--examples " + (way == Way.PEOPLE_DRAWN ? MOST * PEOPLE : RECORDS) + people
                + " --records-per-person " + MOST
                + " --batch-size 5 --noise-multiplier 2 --clipping-norm 0.5 --epochs 3 --accountant rdp");
        PrivacyStatement priced = PrivacyStatement.fromJson(asked);
        assertEquals(trained.epsilon(), priced.epsilon(), 1e-9 * trained.epsilon());
        assertEquals(trained.withoutNotes().sampler(), priced.sampler());
        assertEquals(trained.mechanism(), priced.mechanism());
        assertEquals(trained.unit(), priced.unit());
        assertEquals(trained.steps(), priced.steps());
        assertEquals(trained.notes(), priced.notes());
        assertEquals(way == Way.PEOPLE_DRAWN ? 1 : 0, priced.notes().size());
    }

    @Test
    void drawnPeopleCostWhatAsManyExamplesCost() throws IOException {
        String run = " --noise-multiplier 2 --epochs 1 --accountant rdp";
        JsonNode people = json("--people 60000 --records-per-person 3" + run);
        assertEquals(
                json("--examples 60000" + run).at("/epsilon").doubleValue(),
                people.at("/epsilon").doubleValue());
        assertEquals("person", people.at("/unit").textValue());
        String text = privacy("--people 60000 --examples 150000 --records-per-person 3" + run)
                .succeeds()
                .out();
        String group = PrivacyStatement.fromJson(json("--examples 150000 --records-per-person 3" + run))
                .displayedEpsilon();
        assertTrue(text.contains("150,000 records one by one") && text.contains("epsilon = " + group), text);
        assertTrue(text.contains("256 of 60000 people"), text);
    }

    @Test
    void noiseIsSolvedForDrawnPeople() throws IOException {
        JsonNode answer = json("--people 6000 --records-per-person 3 --epochs 1 --target-epsilon 2 --accountant rdp");
        double epsilon = answer.at("/epsilon").doubleValue();
        assertTrue(epsilon <= 2 && epsilon > 1.99, answer::toString);
    }

    @Test
    void whatDoesNotBelongTogetherIsRefused() {
        privacy("--people 100").isUsageError("--records-per-person");
        privacy("--people 0 --records-per-person 2").isUsageError("at least 1");
        privacy("--people 100 --records-per-person 2 --sampling-probability 0.1")
                .isUsageError("--people");
        privacy("--people 100 --records-per-person 2 --examples 50").isUsageError("at least --people 100");
        privacy("--people 100 --records-per-person 2 --examples 201").isUsageError("at most", "200");
        assertTrue(!privacy("--people 1000 --records-per-person 1 --examples 1000 --accountant rdp")
                .succeeds()
                .out()
                .contains("would cost"));
        privacy("--people 1000 --records-per-person 2 --shuffled").isUsageError("poisson");
        privacy("--records-per-person 2 --sampling truncated-poisson").isUsageError("truncated");
    }
}
