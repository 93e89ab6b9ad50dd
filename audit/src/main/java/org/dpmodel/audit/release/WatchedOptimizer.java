package org.dpmodel.audit.release;

import java.util.Objects;
import org.dpmodel.optimizer.ForwardingOptimizer;
import org.dpmodel.optimizer.ForwardingOptimizerState;
import org.dpmodel.optimizer.Optimizer;
import org.dpmodel.optimizer.OptimizerState;

/**
 * An optimizer behind a listener: everything that the training releases passes through the listener. The rest of the
 * training is unaware of it, so what is observed is what is used.
 *
 * @param inner the optimizer that updates the parameters
 * @param listener receives what the training releases
 */
public record WatchedOptimizer(Optimizer inner, ReleaseListener listener) implements ForwardingOptimizer {
    /** Checks that both are there. */
    public WatchedOptimizer {
        Objects.requireNonNull(inner, "inner");
        Objects.requireNonNull(listener, "listener");
    }

    @Override
    public OptimizerState newState(int... parameterSizes) {
        return new WatchedState(inner.newState(parameterSizes), listener);
    }

    private static final class WatchedState extends ForwardingOptimizerState {
        private final ReleaseListener listener;

        WatchedState(OptimizerState inner, ReleaseListener listener) {
            super(inner);
            this.listener = listener;
        }

        @Override
        public void update(float[][] parameters, float[][] gradients, double noiseDeviation) {
            super.update(parameters, listener.released(steps(), gradients, noiseDeviation), noiseDeviation);
            listener.moved(parameters);
        }
    }
}
