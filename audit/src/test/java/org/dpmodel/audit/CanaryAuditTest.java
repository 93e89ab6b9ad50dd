package org.dpmodel.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.plan.PersonProtection;
import org.dpmodel.plan.PersonProtection.Way;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One run of this library's own training, with few canaries; {@code OneRunAuditTest} has the numbers of many. */
class CanaryAuditTest {
    private static final int RECORDS = 1000;
    private static final int BATCH = 500;

    private static AuditReport audit(AuditClaim claim, PrivacyPlan trained) {
        return CanaryAudit.of(claim)
                .withCanaries(600)
                .withTrainedPlan(trained)
                .withSeed(5)
                .run(List.of());
    }

    @Test
    void soundPlanIsNotRefutedAndSeenAlmostWhole() {
        AuditClaim claim = Plans.claimOf(8, RECORDS, BATCH, 10);
        AuditReport report = audit(claim, claim.run().plan());
        assertFalse(report.exceedsClaim(), report::describe);
        assertTrue(report.ranks().epsilon() > 0.6 * claim.epsilon(), report::describe);
        assertTrue(report.guessedEpsilon() > 0.2 * claim.epsilon(), report::describe);
        assertEquals(claim.run().steps(), report.steps());
    }

    @Test
    void halfTheNoiseIsFound() {
        AuditClaim claim = Plans.claimOf(4, RECORDS, BATCH, 10);
        double half = claim.run().plan().noise().noiseMultiplier(0) / 2;
        AuditReport report = audit(claim, Plans.poisson(BATCH, half));
        assertTrue(report.exceedsClaim(), report::describe);
    }

    /** Every record in every step, charged as if half of them were drawn. */
    @Test
    void samplingThatDoesNotHappenIsFound() {
        AuditClaim claim = Plans.claimOf(4, RECORDS, BATCH, 10);
        PrivacyPlan all = Plans.poisson(RECORDS, claim.run().plan().noise().noiseMultiplier(0));
        PlannedRun sameSteps = new PlannedRun(all, RECORDS, claim.run().steps());
        AuditReport report = CanaryAudit.of(new AuditClaim(sameSteps, claim.epsilon(), Plans.DELTA))
                .withCanaries(600)
                .withSeed(5)
                .run(List.of());
        assertTrue(report.exceedsClaim(), report::describe);
    }

    @Test
    void microbatchesAreAudited() {
        PrivacyPlan plan = new PrivacyPlan(
                SamplingSchemes.byName("shuffled", BATCH),
                ClipMechanisms.fixed(Plans.NORM),
                NoiseMechanisms.gaussian(2),
                Adjacency.REPLACE_ONE,
                2);
        AuditReport report = audit(Plans.claim(plan, RECORDS, 3), plan);
        assertFalse(report.exceedsClaim(), report::describe);
        assertTrue(report.ranks().epsilonLower() > 0, report::describe);
    }

    /** A clipping norm that nothing reaches, and as much noise as before. */
    @Test
    void noClippingIsFound() {
        AuditClaim claim = Plans.claimOf(4, RECORDS, BATCH, 10);
        double noise = claim.run().plan().noise().noiseMultiplier(0);
        AuditReport report =
                audit(claim, Plans.plan("poisson", BATCH, ClipMechanisms.fixed(100 * Plans.NORM), noise / 100));
        assertTrue(report.exceedsClaim(), report::describe);
    }

    /** Replace-one moves the sum by twice the clipping norm, and is charged as if by once. */
    @Test
    void noiseOfTheWrongSensitivityIsFound() {
        PrivacyPlan replaceOne = Plans.plan("shuffled", RECORDS, ClipMechanisms.fixed(Plans.NORM), 3);
        AuditClaim right = Plans.claim(replaceOne, RECORDS, 1);
        AuditClaim wrong = right.withEpsilon(
                Plans.claim(Plans.poisson(RECORDS, 3), RECORDS, 1).epsilon());
        assertFalse(audit(right, replaceOne).exceedsClaim());
        AuditReport report = audit(wrong, replaceOne);
        assertTrue(report.exceedsClaim(), report::describe);
    }

    @ParameterizedTest
    @ValueSource(strings = {"poisson", "truncated-poisson", "balls-in-bins", "without-replacement", "shuffled"})
    void everySamplingIsAudited(String sampling) {
        PrivacyPlan plan = Plans.plan(sampling, BATCH, ClipMechanisms.fixed(Plans.NORM), 2);
        AuditReport report = audit(Plans.claim(plan, RECORDS, 3), plan);
        assertFalse(report.exceedsClaim(), report::describe);
        assertTrue(report.ranks().epsilonLower() > 0, report::describe);
    }

    @Test
    void adaptiveAndOtherClippingIsFollowed() {
        for (var clipping : List.of(
                ClipMechanisms.adaptive().initialClippingNorm(Plans.NORM).build(),
                ClipMechanisms.automatic(Plans.NORM),
                ClipMechanisms.perLayer(Plans.NORM))) {
            PrivacyPlan plan = new PrivacyPlan(
                    SamplingSchemes.byName("poisson", BATCH),
                    clipping,
                    NoiseMechanisms.discreteGaussian(2),
                    Adjacency.ADD_OR_REMOVE_ONE,
                    1);
            AuditReport report = audit(Plans.claim(plan, RECORDS, 3), plan);
            assertFalse(report.exceedsClaim(), report::describe);
            assertTrue(report.ranks().epsilonLower() > 0.2 * report.claim().epsilon(), report::describe);
        }
    }

    /** Noise that takes back earlier steps' has more on each element than what is drawn, by 1.3 here. */
    @Test
    void correlatedNoiseIsNotTakenForAnotherClippingNorm() {
        PrivacyPlan correlated = new PrivacyPlan(
                SamplingSchemes.cyclic(RECORDS / 5, 5),
                ClipMechanisms.fixed(Plans.NORM),
                NoiseMechanisms.banded(2, 5),
                Adjacency.ADD_OR_REMOVE_ONE,
                1);
        double drawn = 2 * Plans.NORM / (RECORDS / 5);
        assertEquals(Plans.NORM, CanaryAudit.trainedNorm(correlated, 3, 100, 1.3 * drawn));
        PrivacyPlan independent = Plans.poisson(RECORDS / 5, 2);
        assertEquals(Plans.NORM, CanaryAudit.trainedNorm(independent, 3, 100, drawn), 1e-12);
    }

    private static PrivacyPlan correlated(double noiseMultiplier) {
        return new PrivacyPlan(
                SamplingSchemes.cyclic(RECORDS / 5, 4),
                ClipMechanisms.fixed(Plans.NORM),
                NoiseMechanisms.banded(noiseMultiplier, 4),
                Adjacency.ADD_OR_REMOVE_ONE,
                1);
    }

    /** A score that takes steps for independent ones sees 38 % of the claim here; this one 83 %. */
    @Test
    void correlatedNoiseIsSeenAlmostWholeAndHalfOfItFound() {
        AuditClaim claim = Plans.claim(correlated(2), RECORDS, 8);
        AuditReport sound = audit(claim, claim.run().plan());
        assertFalse(sound.exceedsClaim(), sound::describe);
        assertTrue(sound.ranks().epsilon() > 0.6 * claim.epsilon(), sound::describe);
        AuditReport half = audit(claim, correlated(1));
        assertTrue(half.exceedsClaim(), half::describe);
    }

    private static PrivacyPlan people(int records, Way way) {
        return Plans.poisson(BATCH, 2).withPeople(new PersonProtection(records, way));
    }

    /** A canary is a person with three records, all of which pull: they are clipped as one. */
    @Test
    void peopleAreAuditedAsPeople() {
        AuditClaim claim = Plans.claim(people(3, Way.PEOPLE_DRAWN), RECORDS, 5);
        assertEquals(Plans.claim(Plans.poisson(BATCH, 2), RECORDS, 5).epsilon(), claim.epsilon());
        AuditReport sound = audit(claim, claim.run().plan());
        assertFalse(sound.exceedsClaim(), sound::describe);
        assertTrue(sound.ranks().epsilon() > 0.6 * claim.epsilon(), sound::describe);
        assertTrue(sound.describe().contains("of 1000 people"), sound::describe);
    }

    /** Records that are clipped one by one, each drawn as often as a person should be, move the sum by three clipping norms. */
    @Test
    void peopleWhoseRecordsAreClippedOneByOneAreFound() {
        AuditClaim claim = Plans.claim(people(3, Way.PEOPLE_DRAWN), RECORDS, 5);
        AuditReport report = audit(claim, Plans.poisson(3 * BATCH, 2));
        assertTrue(report.exceedsClaim(), report::describe);
    }

    @Test
    void peopleWhoAreChargedAsGroupsAreRefused() {
        PlannedRun group = new PlannedRun(people(3, Way.CHARGED_AS_GROUP), RECORDS, 2);
        String message = assertThrows(IllegalArgumentException.class, () -> new AuditClaim(group, 4, Plans.DELTA))
                .getMessage();
        assertTrue(message.contains("charged as a group") && message.contains("without recordsPerPerson"), message);
        CanaryAudit ofRecords = CanaryAudit.of(Plans.claim(Plans.poisson(BATCH, 2), RECORDS, 1));
        for (Way way : Way.values()) {
            assertThrows(IllegalArgumentException.class, () -> ofRecords.withTrainedPlan(people(3, way)));
        }
    }

    @Test
    void refusesWhatHasNoAnswer() {
        PrivacyPlan plan = Plans.poisson(BATCH, 2);
        AuditClaim half = AuditClaim.of(new PlannedRun(plan, RECORDS, 3), Plans.DELTA);
        assertThrows(IllegalArgumentException.class, () -> CanaryAudit.of(half));
        AuditClaim whole = Plans.claim(plan, RECORDS, 1);
        assertThrows(IllegalArgumentException.class, () -> CanaryAudit.of(whole).withCanaries(RECORDS + 1));
        assertThrows(IllegalArgumentException.class, () -> CanaryAudit.of(whole).withError(1));
        assertThrows(IllegalArgumentException.class, () -> whole.withEpsilon(Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> whole.withEpsilon(0));
    }
}
