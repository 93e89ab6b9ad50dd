package org.dpmodel.engine.onnxruntime.cann;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.engine.EngineException;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;

/**
 * A program that trains on a CANN device while a call of CANN fails, and continues on the processor: arguments are pairs of a
 * phase and an entry point. Prints a line for each: the steps in the ledger, the steps in the end, and the error. Without
 * arguments it prints which entry points a training calls.
 */
final class FailingTraining {
    /** When the call fails: as the model is compiled, in the midst of training, or as the model is closed. */
    enum Phase {
        START,
        MIDST,
        CLOSE,
        /** Nothing fails here, an earlier process has: the run is only gone on with. */
        AFTERWARDS
    }

    private static final int EXAMPLES = 64;
    private static final int FEATURES = 6;
    private static final int EPOCHS = 2;
    private static final int STEPS_PER_EPOCH = 4;
    private static final int BREAK_AFTER = 3;
    /** An error code of CANN's runtime, "internal error". */
    private static final int CODE = 507899;

    private FailingTraining() {}

    public static void main(String[] arguments) {
        if (arguments.length == 0) {
            train(Path.of("run"), Phase.AFTERWARDS, "");
            System.out.println("report=" + CannDouble.report());
        }
        for (int i = 0; i < arguments.length; i += 2) {
            Path run = Path.of("run-" + i);
            Phase phase = Phase.valueOf(arguments[i]);
            String symbol = arguments[i + 1];
            String error = phase == Phase.AFTERWARDS ? "none" : train(run, phase, symbol);
            CannDouble.reset();
            long recorded = DPModel.isResumable(run)
                    ? LedgerContent.read(run.resolve("ledger.jsonl")).steps()
                    : 0;
            System.out.println(phase + " " + symbol + "=" + recorded + " " + continueRun(run) + " " + error);
        }
        System.out.println("end=reached");
    }

    private static String train(Path run, Phase phase, String symbol) {
        try {
            if (phase == Phase.START) {
                fail(symbol);
            }
            DPModel model = builder("onnxruntime:cann:0", run).build();
            try {
                model.train(EPOCHS, dataset(), List.of(new Callback() {
                    @Override
                    public void onTrainStepEnd(RunContext context) {
                        if (phase == Phase.MIDST && context.step() == BREAK_AFTER) {
                            fail(symbol);
                        }
                    }
                }));
            } finally {
                if (phase == Phase.CLOSE) {
                    fail(symbol);
                }
                model.close();
            }
            return "none";
        } catch (EngineException e) {
            return e.getMessage().replace("\n", " | ");
        }
    }

    private static void fail(String symbol) {
        if (!CannDouble.fail(symbol, 1, 1, CODE)) {
            throw new AssertionError(symbol + " cannot fail");
        }
    }

    /** Takes the run over where it stopped; a run that spent nothing begins. */
    private static long continueRun(Path run) {
        try (DPModel model = builder("onnxruntime:cpu", run).build()) {
            if (DPModel.isResumable(run)) {
                model.resume(run);
            }
            if (model.steps() < EPOCHS * STEPS_PER_EPOCH) {
                model.train(EPOCHS, dataset(), List.of());
            }
            return model.steps();
        }
    }

    private static DPModelBuilder builder(String device, Path run) {
        return DPModel.builder(MultilayerPerceptron.network(new long[] {FEATURES}, 5, 2), Losses.softmaxCrossEntropy())
                .engine(device)
                .optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .sampling(new PoissonSampling(EXAMPLES / STEPS_PER_EPOCH))
                .directory(run)
                .saveStateEvery(1)
                .seed(5);
    }

    private static ArrayDataset dataset() {
        Random random = new Random(3);
        float[][] rows = new float[EXAMPLES][FEATURES];
        for (float[] row : rows) {
            for (int i = 0; i < FEATURES; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        int[] labels = new int[EXAMPLES];
        Arrays.setAll(labels, i -> i % 2);
        return ArrayDataset.classification("noise", rows, new long[] {FEATURES}, labels, 2);
    }
}
