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
     * Runs something that uses this thread's context class loader, with a loader that sees a class: the current one if it
     * does, as it may see more, otherwise the class's own. The thread gets its loader back afterwards.
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
     * Whether a loader finds exactly this class under its name, not another one of the same name.
     *
     * @param loader the loader; null for Java's own
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
