package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.dpmodel.engine.Engine;
import org.dpmodel.engine.Engines;
import org.dpmodel.loading.ContextLoader;
import org.junit.jupiter.api.Test;

/** Which thread looks for the engines makes no difference, whatever its context class loader sees. */
class ContextLoaderTest {
    private static <T> T in(ClassLoader loader, Supplier<T> action) throws ExecutionException, InterruptedException {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return CompletableFuture.supplyAsync(
                            () -> {
                                Thread.currentThread().setContextClassLoader(loader);
                                return action.get();
                            },
                            thread)
                    .get();
        } finally {
            thread.shutdown();
        }
    }

    private static List<String> found() {
        Engines engines = Engines.load();
        assertEquals(List.of(), engines.broken());
        return engines.all().stream().map(Engine::name).toList();
    }

    @Test
    void aLoaderThatSeesNothingOfTheLibraryHidesNoEngine() throws Exception {
        assertTrue(found().contains("onnxruntime"));
        assertEquals(found(), in(ClassLoader.getPlatformClassLoader(), ContextLoaderTest::found));
        assertEquals(found(), in(null, ContextLoaderTest::found));
    }

    /** As in a web application whose container has the library a second time. */
    @Test
    void aLoaderWithAnotherCopyOfTheLibraryHidesNoEngine() throws Exception {
        URL[] classPath = {
            Engine.class.getProtectionDomain().getCodeSource().getLocation(),
            OnnxRuntimeEngine.class.getProtectionDomain().getCodeSource().getLocation()
        };
        try (URLClassLoader copy = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            assertEquals(found(), in(copy, ContextLoaderTest::found));
        }
    }

    @Test
    void aLoaderThatSeesMoreIsKept() throws Exception {
        try (URLClassLoader child = new URLClassLoader(new URL[0], Engine.class.getClassLoader())) {
            assertSame(
                    child,
                    in(
                            child,
                            () -> ContextLoader.seeing(
                                    Engine.class, () -> Thread.currentThread().getContextClassLoader())));
        }
    }

    @Test
    void theThreadHasItsLoaderBackAfterwards() throws Exception {
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        ClassLoader[] during = new ClassLoader[1];
        ClassLoader after = in(platform, () -> {
            during[0] = ContextLoader.seeing(
                    Engine.class, () -> Thread.currentThread().getContextClassLoader());
            return Thread.currentThread().getContextClassLoader();
        });
        assertSame(Engine.class.getClassLoader(), during[0]);
        assertSame(platform, after);
    }
}
