package org.dpmodel.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.listener.EpochTrainingListener;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import java.util.HashMap;
import java.util.List;

/** The trainer that listeners receive: it provides information, and does nothing. */
final class ListenerTrainer extends Trainer {
    private final Loss loss;
    private final boolean revealing;
    private final List<TrainingListener> listeners;

    ListenerTrainer(Model model, Loss loss, boolean revealing, List<TrainingListener> listeners) {
        // Without listeners of its own: DJL's trainer would notify them of its end a second time, when it is
        // garbage-collected.
        super(model, new DefaultTrainingConfig(loss).optDevices(new Device[] {Device.cpu()}));
        this.loss = loss;
        this.revealing = revealing;
        this.listeners = listeners;
    }

    @Override
    public List<Evaluator> getEvaluators() {
        return revealing ? List.of(loss) : List.of();
    }

    @Override
    public TrainingResult getTrainingResult() {
        TrainingResult result = new TrainingResult();
        result.setEvaluations(new HashMap<>());
        for (TrainingListener listener : listeners) {
            if (listener instanceof EpochTrainingListener epochs) {
                result.setEpoch(epochs.getNumEpochs());
            } else if (listener instanceof EvaluatorTrainingListener evaluator) {
                result.setEvaluations(evaluator.getLatestEvaluations());
            }
        }
        return result;
    }

    @Override
    public void initialize(Shape... shapes) {
        throw noTraining("initialize");
    }

    @Override
    public Iterable<Batch> iterateDataset(Dataset dataset) {
        throw noTraining("iterateDataset");
    }

    @Override
    public GradientCollector newGradientCollector() {
        throw noTraining("newGradientCollector");
    }

    @Override
    public NDList forward(NDList input) {
        throw noTraining("forward");
    }

    @Override
    public NDList forward(NDList data, NDList labels) {
        throw noTraining("forward");
    }

    @Override
    public NDList evaluate(NDList input) {
        throw noTraining("evaluate");
    }

    @Override
    public void step() {
        throw noTraining("step");
    }

    private static UnsupportedOperationException noTraining(String method) {
        return new UnsupportedOperationException("Trainer." + method
                + " is called by a listener, but DPModel does the training and a listener can only observe: use the "
                + "DPModel");
    }
}
