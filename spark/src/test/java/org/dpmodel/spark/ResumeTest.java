package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.dpmodel.Resumption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose driver was killed continues in other partitions, on a cluster of another size. */
@Tag("slow")
class ResumeTest {
    @TempDir
    Path folder;

    @Test
    void aRunGoesOnInOtherPartitionsOnAnotherCluster() throws Exception {
        DriverProcess killed = DriverProcess.run(
                KilledDriver.class,
                "local-cluster[1,2,1024]",
                folder.resolve("run").toString());
        assertEquals(KilledDriver.EXIT_CODE, killed.exitCode(), killed.output());
        assertTrue(killed.output().contains("dies on local-cluster[1,2,1024]"), killed.output());

        SparkTrainingTest.Drawn rest = new SparkTrainingTest.Drawn();
        SparkTrainingTest.Outcome resumed;
        try (SparkDPModel model = KilledDriver.model(3, null)) {
            Resumption resumption = model.resume(folder.resolve("run"));
            assertEquals(KilledDriver.DIES_AFTER, resumption.steps());
            assertEquals(0, resumption.lostSteps());
            model.train(KilledDriver.EPOCHS, KilledDriver.dataset(), List.of(rest));
            resumed = SparkTrainingTest.outcome(model.model(), rest);
        }
        SparkTrainingTest.Drawn drawn = new SparkTrainingTest.Drawn();
        try (SparkDPModel model = KilledDriver.model(3, folder.resolve("undisturbed"))) {
            model.train(KilledDriver.EPOCHS, KilledDriver.dataset(), List.of(drawn));
            SparkTrainingTest.Outcome undisturbed = SparkTrainingTest.outcome(model.model(), drawn);
            List<Integer> last = drawn.counts.subList(KilledDriver.DIES_AFTER, drawn.counts.size());
            assertEquals(2, last.size());
            assertEquals(last, resumed.drawn());
            assertEquals(undisturbed.ledger(), resumed.ledger());
            for (int i = 0; i < undisturbed.weights().length; i++) {
                assertArrayEquals(undisturbed.weights()[i], resumed.weights()[i], 1e-6f);
            }
            // The accountant adds up four steps and two here, and six there: its upper bounds differ in the last digit.
            assertEquals(epsilon(undisturbed), epsilon(resumed), 2e-4);
            assertEquals(besidesEpsilon(undisturbed), besidesEpsilon(resumed));
        }
    }

    private static double epsilon(SparkTrainingTest.Outcome outcome) {
        return Double.parseDouble(outcome.statement().replaceAll("(?s).*?epsilon = ([0-9.]+).*", "$1"));
    }

    private static String besidesEpsilon(SparkTrainingTest.Outcome outcome) {
        return outcome.statement().replaceFirst("epsilon = [0-9.]+", "");
    }
}
