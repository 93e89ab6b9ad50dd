package org.dpmodel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time into a model. A second thread is refused while the first is inside: it would overwrite the
 * examples that are being processed, or read a model in the middle of a step. Callbacks, optimizers, metrics and datasets
 * run inside a call, on its thread, and may make calls that do not disturb it.
 */
final class OneThread {
    /** A call. */
    @FunctionalInterface
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** From which calls of the same thread a call may be made. */
    private enum Place {
        /** It may not be made from another call. */
        ALONE,
        /** It may be made from train, but not from another measurement, whose examples it would overwrite. */
        MEASURING,
        /** It may be made from anywhere. */
        READING
    }

    private record Call(String name, Place place) {}

    private final ReentrantLock lock = new ReentrantLock();
    /** Calls in progress, the innermost first; for the thread that holds the lock. */
    private final Deque<Call> calls = new ArrayDeque<>();
    /** For messages of other threads. */
    private volatile String current = "another call";

    /** A call that changes the model: train, resume, close. */
    <T, E extends Exception> T alone(String name, String cure, Work<T, E> work) throws E {
        return enter(new Call(name, Place.ALONE), cure, work);
    }

    /** A call that computes predictions. */
    <T, E extends Exception> T measuring(String name, Work<T, E> work) throws E {
        return enter(new Call(name, Place.MEASURING), "call " + name + " after it has ended", work);
    }

    /** A call that only reads. */
    <T, E extends Exception> T reading(String name, Work<T, E> work) throws E {
        return enter(new Call(name, Place.READING), "", work);
    }

    private <T, E extends Exception> T enter(Call call, String cure, Work<T, E> work) throws E {
        if (!lock.tryLock()) {
            throw new IllegalStateException(call.name() + " was called by thread "
                    + Thread.currentThread().getName() + " during " + current
                    + ": a model belongs to one thread at a time. Wait until that call has ended, make the call from a"
                    + " callback of train, or build another model for this thread from network()");
        }
        try {
            checkPlace(call, cure);
            if (calls.isEmpty()) {
                current = call.name() + " of thread " + Thread.currentThread().getName();
            }
            calls.push(call);
            try {
                return work.run();
            } finally {
                calls.pop();
            }
        } finally {
            lock.unlock();
        }
    }

    private void checkPlace(Call call, String cure) {
        for (Call outer : calls) {
            if (call.place() == Place.ALONE || (call.place() == Place.MEASURING && outer.place() == Place.MEASURING)) {
                String doing = outer.name().equals("train") ? "in training already" : "in a call of " + outer.name();
                throw new IllegalStateException("the model is " + doing + ": " + cure);
            }
        }
    }
}
