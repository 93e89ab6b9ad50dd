package org.dpmodel.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.engine.EngineException;
import org.dpmodel.training.GradientComputer;

/**
 * The computers of this Java process, each compiled and probed once, by the first task that needs it. Thread-safe: tasks
 * of one process take turns at a computer, whose own threads share the work.
 */
final class ExecutorComputers {
    /** More than one, since trainings may run in parallel; each has compiled graphs. */
    private static final int MOST = 4;

    private static final Map<String, Turn> TURNS = new LinkedHashMap<>(MOST, 0.75f, true);

    private ExecutorComputers() {}

    /** An action with a computer. */
    @FunctionalInterface
    interface Use<R> {
        /** Runs while no other task uses the computer. */
        R with(GradientComputer computer);
    }

    /** A computer that may not have been created yet. */
    private static final class Turn {
        private GradientComputer computer;
        private boolean closed;

        /** Empty if it was closed before its turn. */
        private synchronized <R> Optional<R> take(StepKit kit, Use<R> use) {
            if (closed) {
                return Optional.empty();
            }
            if (computer == null) {
                computer = prepared(kit);
            }
            return Optional.of(use.with(computer));
        }

        private synchronized void close() {
            closed = true;
            if (computer != null) {
                computer.close();
            }
        }
    }

    /**
     * Uses the computer of a kit.
     *
     * @throws EngineException if this process does not compute what the driver computes
     */
    static <R> R with(StepKit kit, String digest, Use<R> use) {
        Optional<R> result = Optional.empty();
        while (result.isEmpty()) {
            result = turn(digest).take(kit, use);
        }
        return result.get();
    }

    private static Turn turn(String digest) {
        Turn eldest = null;
        Turn turn;
        synchronized (TURNS) {
            turn = TURNS.computeIfAbsent(digest, fresh -> new Turn());
            if (TURNS.size() > MOST) {
                eldest = TURNS.remove(TURNS.keySet().iterator().next());
            }
        }
        if (eldest != null) {
            eldest.close();
        }
        return turn;
    }

    private static GradientComputer prepared(StepKit kit) {
        GradientComputer computer = kit.computer();
        try {
            computer.prepare();
            if (!computer.fingerprint().equals(kit.fingerprint())) {
                throw new EngineException("this executor's kernels must produce the same bits as the driver's, found "
                        + computer.fingerprint() + " and not " + kit.fingerprint()
                        + ": a record's gradient would depend on where it is computed, and the effect of one record "
                        + "would be unbounded; run driver and executors on the same kind of machine, with the same "
                        + "version of the engine");
            }
            return computer;
        } catch (RuntimeException e) {
            computer.close();
            throw e;
        }
    }
}
