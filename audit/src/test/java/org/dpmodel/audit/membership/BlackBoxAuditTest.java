package org.dpmodel.audit.membership;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.audit.AuditClaim;
import org.dpmodel.audit.membership.HandWrittenRegression.Rule;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.metric.Metrics;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Final models of a training that keeps its rules can be distinguished as far as claimed; those of one that breaks a rule, farther. */
class BlackBoxAuditTest {
    private static final int RECORDS = 20;
    private static final int STEPS = 10;
    private static final double NORM = 0.1;
    private static final double DELTA = 1e-5;
    private static final double ERROR = 0.05;
    private static final Dataset OTHERS = HandWrittenRegression.others(RECORDS - 1);
    private static final Dataset RECORD = HandWrittenRegression.mislabelled();

    private static PrivacyPlan plan(double noiseMultiplier) {
        return new PrivacyPlan(
                        SamplingSchemes.byName("poisson", RECORDS),
                        ClipMechanisms.fixed(NORM),
                        NoiseMechanisms.gaussian(noiseMultiplier),
                        Adjacency.ADD_OR_REMOVE_ONE,
                        1)
                .withPublicSize(RECORDS);
    }

    private static AuditClaim claim(double noiseMultiplier) {
        return AuditClaim.of(new PlannedRun(plan(noiseMultiplier), RECORDS, STEPS), DELTA);
    }

    private static BlackBoxReport audit(Rule rule, int runs, long seed) {
        AuditClaim claim = claim(2);
        return new BlackBoxAudit(claim, OTHERS, RECORD, runs, ERROR)
                .run(new HandWrittenRegression(claim.run(), rule, seed), done -> {});
    }

    /** The weights move along the record's gradient, as far as they may: a final loss is nearly all that there is to see. */
    @Test
    void soundTrainingIsSeenAlmostWholeAndBrokenOnesAreFound() {
        BlackBoxReport sound = audit(Rule.ALL_KEPT, 400, 3);
        assertFalse(sound.exceedsClaim(), sound::describe);
        assertTrue(sound.ranks().epsilon() > 0.8 * sound.claim().epsilon(), sound::describe);
        for (Rule rule : List.of(Rule.HALF_THE_NOISE, Rule.NO_CLIPPING)) {
            BlackBoxReport broken = audit(rule, 400, 4);
            assertTrue(broken.exceedsClaim(), broken::describe);
        }
    }

    /**
     * 400 audits whose trainings never see the record, each of which may tell more than 0 with probability 5 %: more than the
     * number below happen once in a million runs of this test. The twin sees it, and exceeds that number.
     */
    @Test
    void aRecordThatIsNotTrainedOnIsDetectedInOneAuditOfTwenty() {
        int audits = 400;
        int most = new BinomialDistribution(audits, ERROR).inverseCumulativeProbability(1 - 1e-6);
        assertTrue(distinguished(audits, false) <= most, "more than " + most);
        assertTrue(distinguished(audits, true) > most, "the twin");
    }

    private static int distinguished(int audits, boolean seen) {
        AuditClaim claim = claim(2);
        int distinguished = 0;
        for (int seed = 0; seed < audits; seed++) {
            HandWrittenRegression training = new HandWrittenRegression(claim.run(), Rule.ALL_KEPT, 100L + seed);
            BlackBoxReport report = new BlackBoxAudit(claim, OTHERS, RECORD, 20, ERROR)
                    .run((members, asked) -> training.losses(seen ? members : OTHERS, asked), done -> {});
            distinguished += report.ranks().epsilonLower() > 0 ? 1 : 0;
        }
        return distinguished;
    }

    /** This library's own training, each time from the same weights. */
    @Test
    @Tag("slow")
    void modelsOfThisLibraryAreAudited() {
        AuditClaim claim = claim(0.5);
        Dataset others = ArrayDataset.classification(
                "points", features(RECORDS - 1), new long[] {HandWrittenRegression.FEATURES}, labels(), 2);
        Dataset record = ArrayDataset.classification(
                "one", new float[][] {{1, 0, 0, 0, 0}}, new long[] {HandWrittenRegression.FEATURES}, new int[] {0}, 2);
        Network start = start(others);
        List<Integer> done = new ArrayList<>();
        BlackBoxReport report = new BlackBoxAudit(claim, others, record, 8, ERROR)
                .run(
                        (members, asked) -> {
                            PrivacyPlan plan = claim.run().plan();
                            try (DPModel model = DPModel.builder(start, Losses.softmaxCrossEntropy())
                                    .optimizer(Optimizers.sgd(0.5))
                                    .sampling(plan.sampling())
                                    .publicSize(RECORDS)
                                    .clipping(plan.clipping())
                                    .noise(plan.noise())
                                    .metrics(Metrics.loss())
                                    .seed(7L + done.size())
                                    .build()) {
                                model.train(STEPS, members, List.of());
                                assertEquals(claim.run().steps(), model.steps());
                                return ModelLosses.of(model, asked);
                            }
                        },
                        done::add);
        assertEquals(16, done.size());
        assertTrue(report.ranks().epsilonLower() > 0, report::describe);
        assertFalse(report.exceedsClaim(), report::describe);
        assertTrue(report.describe().contains("8 final models with one record"), report::describe);
    }

    /** What has learnt the others' kind already, from other data. */
    private static Network start(Dataset alike) {
        try (DPModel model = DPModel.builder(
                        Network.of(
                                "line", new Dense(HandWrittenRegression.FEATURES, 2), HandWrittenRegression.FEATURES),
                        Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.sgd(2))
                .sampling(SamplingSchemes.byName("shuffled", alike.size()))
                .seed(6)
                .buildWithoutPrivacy()) {
            model.train(50, alike, List.of());
            return model.network();
        }
    }

    private static float[][] features(int size) {
        float[][] rows = new float[size][HandWrittenRegression.FEATURES];
        for (int i = 0; i < size; i++) {
            OTHERS.copyFeatures(i, FloatBuffer.wrap(rows[i]));
        }
        return rows;
    }

    private static int[] labels() {
        int[] labels = new int[RECORDS - 1];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 2;
        }
        return labels;
    }

    @Test
    void theRecordIsTheLastOfTheFirstDataset() {
        AddedRecord both = new AddedRecord(OTHERS, RECORD);
        assertEquals(RECORDS, both.size());
        float[] x = new float[HandWrittenRegression.FEATURES];
        both.copyFeatures(RECORDS - 1, FloatBuffer.wrap(x));
        assertArrayEquals(new float[] {1, 0, 0, 0, 0}, x);
        assertThrows(IllegalArgumentException.class, () -> new AddedRecord(OTHERS, OTHERS));
    }

    @Test
    void refusesWhatTheClaimIsNotAbout() {
        AuditClaim claim = claim(2);
        assertThrows(IllegalArgumentException.class, () -> new BlackBoxAudit(claim, OTHERS, RECORD, 3, ERROR));
        assertThrows(IllegalArgumentException.class, () -> new BlackBoxAudit(claim, OTHERS, RECORD, 10, 0.6));
        assertThrows(IllegalArgumentException.class, () -> new BlackBoxAudit(claim, OTHERS.take(5), RECORD, 10, ERROR));
        PrivacyPlan unfixed = new PrivacyPlan(
                plan(2).sampling(), plan(2).clipping(), plan(2).noise(), Adjacency.ADD_OR_REMOVE_ONE, 1);
        AuditClaim ofSize = AuditClaim.of(new PlannedRun(unfixed, RECORDS, STEPS), DELTA);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new BlackBoxAudit(ofSize, OTHERS, RECORD, 10, ERROR))
                .getMessage();
        assertTrue(message.contains("withPublicSize(20)"), message);
        PrivacyPlan replaced = new PrivacyPlan(
                        plan(2).sampling(), plan(2).clipping(), plan(2).noise(), Adjacency.REPLACE_ONE, 1)
                .withPublicSize(RECORDS);
        AuditClaim ofReplaced = AuditClaim.of(new PlannedRun(replaced, RECORDS, STEPS), DELTA);
        assertThrows(IllegalArgumentException.class, () -> new BlackBoxAudit(ofReplaced, OTHERS, RECORD, 10, ERROR));
    }
}
