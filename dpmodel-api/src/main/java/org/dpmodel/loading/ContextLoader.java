package org.dpmodel.loading;

import java.util.function.Supplier;

/**
 * The class loader with which a thread finds services and resources. Pool threads often have one that does not see the
 * library, for example those of {@code ForkJoinPool.commonPool()} in a Spring Boot jar or a web application.
 * Thread-safe.
 */
public final class ContextLoader {
    private ContextLoader() {}

    /**
     * Runs something that asks this thread's context class loader, with one that sees a class: the present one if it does,
     * as it may see more, or else the class's own. The thread has its own loader back afterwards.
     *
     * @param known the class
     * @param action what to run
     * @param <T> kind of result
     * @return what the action returns
     */
    public static <T> T seeing(Class<?> known, Supplier<T> action) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        if (sees(before, known)) {
            return action.get();
        }
        thread.setContextClassLoader(known.getClassLoader());
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * Whether a loader finds this very class, not another one of its name, under its name.
     *
     * @param loader the loader; null for the one of Java itself
     * @param known the class
     * @return true if it does
     */
    public static boolean sees(ClassLoader loader, Class<?> known) {
        try {
            return Class.forName(known.getName(), false, loader) == known;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
