package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.ShuffledBatches;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A run that is kept in a folder, and dies at a chosen step. */
abstract class KeptRun {
    static final int SIZE = 40;
    static final int STEPS_PER_EPOCH = 10;
    static final Rows ROWS = Tiny.twoClasses(SIZE);
    static final SamplingScheme POISSON = new PoissonSampling(4);
    static final SamplingScheme SHUFFLED = new ShuffledBatches(4);

    @TempDir
    Path temporary;

    Path folder;
    Path ledger;
    Path state;

    @BeforeEach
    void name() {
        folder = temporary.resolve("run");
        ledger = folder.resolve("ledger.jsonl");
        state = folder.resolve("training-state.bin");
    }

    static DPModelBuilder builder(SamplingScheme sampling) {
        return Tiny.classifier()
                .optimizer(Optimizers.adam(0.05))
                .clipping(ClipMechanisms.adaptive()
                        .initialClippingNorm(0.5)
                        .fractionStandardDeviation(1)
                        .build())
                .sampling(sampling);
    }

    DPModelBuilder kept(SamplingScheme sampling) {
        return builder(sampling).directory(folder).saveStateEvery(1);
    }

    static Callback stopAfter(long step) {
        return new Callback() {
            @Override
            public void onTrainStepEnd(RunContext context) {
                if (context.step() == step) {
                    context.requestStop();
                }
            }
        };
    }

    /** A process that dies: its model is closed, since a lock cannot outlive it here. */
    void runAndDie(DPModelBuilder builder, int epochs, long steps) {
        runAndDie(builder, epochs, List.of(stopAfter(steps)), steps);
    }

    void runAndDie(DPModelBuilder builder, int epochs, List<Callback> callbacks, long steps) {
        try (DPModel model = builder.build()) {
            model.train(epochs, ROWS, callbacks);
            assertEquals(steps, model.steps());
        }
    }

    static long recordedSteps(Path file) {
        return LedgerContent.read(file).steps();
    }

    void refused(DPModelBuilder builder, String part) {
        try (DPModel model = builder.build()) {
            String message = assertThrows(RuntimeException.class, () -> model.resume(folder))
                    .getMessage();
            assertTrue(message.contains(part), message);
        }
    }
}
