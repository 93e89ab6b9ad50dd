package org.dpmodel.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.dpmodel.audit.HandWrittenTraining.Rule;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One run of a training loop finds each rule that it breaks, and nothing where it breaks none. */
class BrokenRulesTest {
    private static final int RECORDS = 600;
    private static final int CANARIES = 400;

    @ParameterizedTest
    @EnumSource
    void isFoundInOneRun(Rule broken) {
        AuditClaim claim = Plans.claim(Plans.poisson(RECORDS / 2, 4), RECORDS, 10);
        CanaryTrial trial =
                new CanaryTrial(claim, CANARIES, 0.05, RandomStreams.seeded(7).stream(StreamPurpose.SYNTHETIC_DATA, 0));
        HandWrittenTraining training = new HandWrittenTraining(claim.run(), broken, trial.canaries(), 8);
        for (int step = 0; step < claim.run().steps(); step++) {
            trial.released(training.step(), claim.run().plan().expectedUnits() / Plans.NORM);
        }
        AuditReport report = trial.report();
        assertEquals(broken != Rule.ALL_KEPT, report.exceedsClaim(), report::describe);
    }
}
