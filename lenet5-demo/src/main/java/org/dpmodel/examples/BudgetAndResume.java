package org.dpmodel.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.PrivacyBudget;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;

/**
 * Trains with a budget and a folder, stops after an epoch, and continues in another model, as in another process after a
 * crash: what was spent is read from the folder's ledger, and the step that would exceed the budget is never done.
 */
public final class BudgetAndResume {
    private static final PrivacyBudget BUDGET = new PrivacyBudget(1.5, 1e-5);

    private BudgetAndResume() {}

    private static DPModel model(Path folder) {
        return DPModel.builder(
                        MultilayerPerceptron.network(new long[] {1, 28, 28}, 64, 10), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.adam(0.002))
                .clipping(ClipMechanisms.fixed(0.5))
                .noise(NoiseMechanisms.gaussian(1.0))
                .budget(BUDGET)
                .directory(folder)
                .build();
    }

    /** Requests the end of the training after an epoch. */
    private static final class StopAfterAnEpoch implements Callback {
        @Override
        public void onTrainEpochEnd(RunContext context) {
            context.requestStop();
        }
    }

    /**
     * Trains twice into one folder.
     *
     * @param args a new folder for the run, then {@code FOLDER [EXAMPLES [EPOCHS]]}, see {@link Digits}
     * @throws IOException if the data cannot be read
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        if (DPModel.isResumable(folder)) {
            System.out.println(folder + " holds a run already: pass a new folder");
            return;
        }
        Digits digits = Digits.of(Arrays.copyOfRange(args, 1, args.length), 100);
        Dataset train = digits.train(28);
        try (DPModel first = model(folder)) {
            first.train(digits.epochs(), train, List.of(new StopAfterAnEpoch()));
            System.out.println("stopped after " + first.steps() + " steps: "
                    + first.privacyStatement().toText());
        }
        try (DPModel second = model(folder)) {
            System.out.println("resumed at step " + second.resume(folder).steps());
            second.train(digits.epochs(), train, List.of());
            System.out.println("the budget ended it after " + second.steps() + " steps: "
                    + second.privacyStatement().toText());
            System.out.println(second.eval(digits.test(28)));
        }
    }
}
