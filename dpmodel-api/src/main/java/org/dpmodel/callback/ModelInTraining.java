package org.dpmodel.callback;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.data.Dataset;
import org.dpmodel.nn.Network;
import org.dpmodel.plan.PrivacyPlan;

/**
 * The model that a run trains, as callbacks see it: all of {@code DPModel} except what a callback must not call, namely
 * {@code train}, {@code resume} and {@code close}. For the training thread.
 */
public interface ModelInTraining {
    /**
     * The name of the network, which names checkpoints.
     *
     * @return for example {@code lenet}
     */
    String name();

    /**
     * The device that steps run on.
     *
     * @return for example {@code onnxruntime:cpu}
     */
    String device();

    /**
     * The plan of private training, which contains everything that the guarantee rests on.
     *
     * @return the plan, or empty for a model that is explicitly trained without privacy
     */
    Optional<PrivacyPlan> plan();

    /**
     * The steps so far, over all calls of {@code train}.
     *
     * @return at least 0
     */
    long steps();

    /**
     * Everything that this model was charged so far, without the earlier cost of its weights: see {@link
     * Network#earlier}.
     *
     * @return the ledger
     */
    DpEvent.Composed ledger();

    /**
     * The accountant with everything that was charged so far.
     *
     * @return a copy
     */
    PrivacyAccountant accountant();

    /**
     * What the present parameters reveal about a training example, at the delta of the model's settings.
     *
     * @return a complete statement; epsilon is infinite if the model was trained without privacy, 0 if not at all
     */
    PrivacyStatement privacyStatement();

    /**
     * What the present parameters reveal about a training example.
     *
     * @param delta the delta at which epsilon is computed, in (0, 1)
     * @return a complete statement
     * @throws IllegalArgumentException if delta is NaN or out of range
     */
    PrivacyStatement privacyStatement(double delta);

    /**
     * The network with its present parameters.
     *
     * @return an immutable copy, with the statements of all trainings that its weights went through
     */
    Network network();

    /**
     * Measures the model on a dataset. The numbers are exact and not covered by the privacy statement: on private data
     * they reveal more than it says.
     *
     * @param dataset examples to measure on
     * @return value by name of the metric, for example {@code {Accuracy=0.97}}
     * @throws IllegalArgumentException if the dataset is empty, or does not fit the network or the loss
     */
    Map<String, Double> eval(Dataset dataset);

    /**
     * The network's outputs for some examples.
     *
     * @param dataset the examples
     * @return one row for each example: the flattened output, for example logits
     */
    float[][] predict(Dataset dataset);

    /**
     * Saves the network with its present parameters as ONNX, with the privacy statement in its metadata.
     *
     * @param file the file to write, replaced if it exists
     * @throws IOException if it cannot be written
     */
    void save(Path file) throws IOException;

    /**
     * Keeps the present parameters, so that they can be saved later: for a choice among iterates, which costs every step
     * that was looked at, not only those until the iterate.
     *
     * @return the parameters, in memory
     */
    KeptIterate keep();
}
