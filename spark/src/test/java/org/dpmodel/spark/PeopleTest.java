package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.plan.PersonProtection.Way;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On Spark a record is a unit of privacy: a promise to people is refused, not broken. */
class PeopleTest {
    @ParameterizedTest
    @EnumSource(Way.class)
    void peopleWithSeveralRecordsAreRefused(Way way) {
        SparkDPModel.Builder builder = SparkDPModel.builder(
                        MultilayerPerceptron.network(new long[] {3}, 4, 2), Losses::softmaxCrossEntropy)
                .model(known -> known.optimizer(Optimizers.sgd(0.1))
                        .clipping(ClipMechanisms.fixed(1))
                        .noise(NoiseMechanisms.gaussian(1))
                        .recordsPerPerson(2, way))
                .records(RecordColumns.id("id").features("x").label("y"));
        String message =
                assertThrows(IllegalArgumentException.class, builder::build).getMessage();
        assertTrue(message.contains("per person, at most 2 records each"), message);
    }
}
