package org.dpmodel;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.nn.Network;
import org.dpmodel.optimizer.Averaging;
import org.dpmodel.optimizer.Optimizer;
import org.dpmodel.plan.SolvedNoise;
import org.dpmodel.plan.TrainingPlan;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.training.BatchRows;

/**
 * The settings of a model, checked against each other by {@link DPModelBuilder}.
 *
 * @param network the network
 * @param loss loss of each example
 * @param optimizer updates the parameters
 * @param plan how batches are drawn, clipped, noised and charged
 * @param metrics what {@code eval} measures
 * @param device where graphs run
 * @param execution how they run
 * @param rows number of examples in a usual batch, and the most that are processed at a time
 * @param random the model's randomness
 * @param accountant creates the accountant for an adjacency
 * @param delta the delta of statements
 * @param budget the most that may be spent
 * @param solvedNoise the target that the plan's noise was solved for; empty if the noise was given
 * @param directory where the ledger and the training state are kept
 * @param otherPeople whether nobody in the data was in those of earlier trainings of the weights, as the user declares
 * @param averaging how iterates are averaged; empty if the model evaluates and saves the last one
 * @param saveStateEvery steps from one saved state to the next; if empty, the state is saved at the end of each epoch
 */
record ModelSettings(
        Network network,
        Loss loss,
        Optimizer optimizer,
        TrainingPlan plan,
        List<MetricFactory> metrics,
        EngineDevice device,
        ExecutionOptions execution,
        BatchRows rows,
        RandomStreams random,
        Function<Adjacency, PrivacyAccountant> accountant,
        double delta,
        Optional<PrivacyBudget> budget,
        Optional<SolvedNoise> solvedNoise,
        Optional<Path> directory,
        boolean otherPeople,
        Optional<Averaging> averaging,
        OptionalInt saveStateEvery) {
    /** Copies the list. */
    ModelSettings {
        metrics = List.copyOf(metrics);
    }
}
