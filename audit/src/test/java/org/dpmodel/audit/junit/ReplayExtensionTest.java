package org.dpmodel.audit.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.nio.FloatBuffer;
import org.dpmodel.audit.replay.ReplayRun;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Tests with {@link ReplayTest}, run by JUnit itself. */
class ReplayExtensionTest {
    /** Not tests of this suite: they are called by name. */
    static final class Trainings {
        private static final Dataset DATA = ArrayDataset.regression(
                "two", new float[][] {{1}, {5}}, new long[] {1}, new float[2][1], new long[] {1});

        private static void release(ReplayRun run, double sensitivity) {
            Dataset dataset = run.dataset(DATA, 1);
            float sum = 0;
            for (int i = 0; i < dataset.size(); i++) {
                FloatBuffer value = FloatBuffer.allocate(1);
                dataset.copyFeatures(i, value);
                sum += Float.isNaN(value.get(0)) ? 0 : value.get(0);
            }
            run.released(new float[][] {{sum}}, 1, sensitivity);
        }

        @ReplayTest
        void keeps(ReplayRun run) {
            release(run, 5);
        }

        @ReplayTest
        void breaks(ReplayRun run) {
            release(run, 4);
        }

        @ReplayTest
        void fails(ReplayRun run) {
            throw new IllegalStateException(
                    "the training itself, on " + run.dataset(DATA, 0).name());
        }
    }

    private static TestExecutionSummary run(String method) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(Trainings.class, method, ReplayRun.class))
                .build();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary();
    }

    @Test
    void twoRunsThatKeepTheSensitivityPass() {
        TestExecutionSummary summary = run("keeps");
        assertEquals(2, summary.getTestsSucceededCount());
        assertEquals(0, summary.getTestsFailedCount());
    }

    @Test
    void theSecondRunFailsWhereTheRecordMovesTooFar() {
        TestExecutionSummary summary = run("breaks");
        assertEquals(1, summary.getTestsSucceededCount());
        assertEquals(1, summary.getTestsFailedCount());
        Throwable failure = summary.getFailures().get(0).getException();
        assertTrue(failure.getMessage().contains("1.25 times the declared sensitivity"), failure.getMessage());
    }

    @Test
    void aTrainingThatFailsFailsAsItself() {
        TestExecutionSummary summary = run("fails");
        assertEquals(2, summary.getTestsFailedCount());
        assertTrue(summary.getFailures().get(0).getException().getMessage().startsWith("the training itself"));
    }
}
