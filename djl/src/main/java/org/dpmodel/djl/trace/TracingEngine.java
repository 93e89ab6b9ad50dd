package org.dpmodel.djl.trace;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.SymbolBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterServer;
import ai.djl.training.optimizer.Optimizer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Replaces DJL's default engine while a block computes its shapes: DJL's blocks request memory from the default engine
 * for that ({@code LambdaBlock.getOutputShapes}). DJL keeps its default engine for the whole process, so it is
 * exchanged under a lock, and restored; threads other than the tracing one reach the engine that was the default
 * before.
 */
final class TracingEngine extends Engine {
    private static final String NAME = "DPModel tracing";
    private static final String DEFAULT_ENGINE = "ai.djl.default_engine";
    private static final String NO_TELEMETRY = "OPT_OUT_TRACKING";
    private static final TracingEngine INSTANCE = new TracingEngine();
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    /** The state of one trace; never changed, only replaced. */
    private record Tracing(Thread thread, Supplier<NDManager> managers, String defaultEngine) {}

    private volatile Tracing tracing;

    private TracingEngine() {}

    static TracingEngine instance() {
        return INSTANCE;
    }

    /**
     * Runs an action while this is the default engine.
     *
     * @param managers what new base managers are, on this thread
     * @param action the action
     */
    static void whileDefault(Supplier<NDManager> managers, Runnable action) {
        ONE_AT_A_TIME.lock();
        try {
            if (System.getProperty(NO_TELEMETRY) == null) {
                System.setProperty(NO_TELEMETRY, "true");
            }
            String written = System.getProperty(DEFAULT_ENGINE);
            INSTANCE.tracing = new Tracing(Thread.currentThread(), managers, Engine.getDefaultEngineName());
            Engine.registerEngine(new Provider());
            System.setProperty(DEFAULT_ENGINE, NAME);
            try {
                action.run();
            } finally {
                if (written == null) {
                    System.clearProperty(DEFAULT_ENGINE);
                } else {
                    System.setProperty(DEFAULT_ENGINE, written);
                }
                INSTANCE.tracing = null;
            }
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    private static final class Provider implements EngineProvider {
        @Override
        public String getEngineName() {
            return NAME;
        }

        @Override
        public int getEngineRank() {
            return Integer.MAX_VALUE;
        }

        @Override
        public Engine getEngine() {
            return INSTANCE;
        }
    }

    private boolean onTracingThread() {
        Tracing now = tracing;
        return now != null && now.thread() == Thread.currentThread();
    }

    /** The default engine as seen by all other threads. */
    private Engine other() {
        Tracing now = tracing;
        return Engine.getEngine(now == null ? Engine.getDefaultEngineName() : now.defaultEngine());
    }

    @Override
    public Engine getAlternativeEngine() {
        return onTracingThread() ? null : other().getAlternativeEngine();
    }

    @Override
    public String getEngineName() {
        return onTracingThread() ? NAME : other().getEngineName();
    }

    @Override
    public int getRank() {
        return onTracingThread() ? Integer.MAX_VALUE : other().getRank();
    }

    @Override
    public String getVersion() {
        return onTracingThread() ? Engine.getDjlVersion() : other().getVersion();
    }

    @Override
    public boolean hasCapability(String capability) {
        return !onTracingThread() && other().hasCapability(capability);
    }

    @Override
    public NDManager newBaseManager() {
        return newBaseManager(null);
    }

    @Override
    public NDManager newBaseManager(Device device) {
        Tracing now = tracing;
        return onTracingThread() ? now.managers().get() : other().newBaseManager(device);
    }

    @Override
    public Model newModel(String name, Device device) {
        requireOther("newModel");
        return other().newModel(name, device);
    }

    @Override
    public SymbolBlock newSymbolBlock(NDManager manager) {
        requireOther("newSymbolBlock");
        return other().newSymbolBlock(manager);
    }

    @Override
    public GradientCollector newGradientCollector() {
        requireOther("newGradientCollector");
        return other().newGradientCollector();
    }

    @Override
    public ParameterServer newParameterServer(Optimizer optimizer) {
        return onTracingThread() ? super.newParameterServer(optimizer) : other().newParameterServer(optimizer);
    }

    private void requireOther(String method) {
        if (onTracingThread()) {
            throw new UnsupportedOperationException("Engine." + method
                    + " is called by a block while it is traced: a block may only compute with arrays");
        }
    }
}
