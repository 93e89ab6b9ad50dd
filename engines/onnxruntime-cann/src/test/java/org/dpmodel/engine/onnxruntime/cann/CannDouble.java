package org.dpmodel.engine.onnxruntime.cann;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The controls of the test double of CANN's libraries, see ci/cann-double/include/cann_double.h. */
final class CannDouble {
    private static final NativeLibrary LIBRARY = NativeLibrary.getInstance(
            folder().orElseThrow().resolve("libascendcl.so").toAbsolutePath().toString());

    private CannDouble() {}

    /** The folder of the double, or of a real toolkit, that was named. */
    static Optional<Path> folder() {
        return Stream.of(System.getProperty(CannToolkit.PROPERTY), System.getenv(CannToolkit.ENVIRONMENT))
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .map(Path::of);
    }

    static void reset() {
        LIBRARY.getFunction("cann_double_reset").invokeVoid(new Object[0]);
    }

    static void resetCounters() {
        LIBRARY.getFunction("cann_double_reset_counters").invokeVoid(new Object[0]);
    }

    /** A counter by its name in counters.cpp. */
    static long counter(String name) {
        long value = LIBRARY.getFunction("cann_double_counter").invokeLong(new Object[] {name});
        if (value < 0) {
            throw new AssertionError("the double has no counter " + name);
        }
        return value;
    }

    static long calls(String symbol) {
        long calls = LIBRARY.getFunction("cann_double_calls").invokeLong(new Object[] {symbol});
        if (calls < 0) {
            throw new AssertionError("the double has no entry point " + symbol);
        }
        return calls;
    }

    /** Lets the next call of an entry point fail, and those after it. Tells whether it can fail at all. */
    static boolean fail(String symbol, long nth, long times, int code) {
        return LIBRARY.getFunction("cann_double_fail").invokeInt(new Object[] {symbol, nth, times, code}) == 0;
    }

    static void memoryLimit(long bytes) {
        require(LIBRARY.getFunction("cann_double_set_memory_limit").invokeInt(new Object[] {bytes}));
    }

    static void lockFolder(String folder) {
        require(LIBRARY.getFunction("cann_double_set_lock_dir").invokeInt(new Object[] {folder}));
    }

    static void precision(int emulation) {
        require(LIBRARY.getFunction("cann_double_set_precision").invokeInt(new Object[] {emulation}));
    }

    private static void require(int result) {
        if (result != 0) {
            throw new AssertionError("the double refuses a setting");
        }
    }

    static String report() {
        return text("cann_double_report_json");
    }

    static String errors() {
        return text("cann_double_errors");
    }

    static String precisionMode() {
        return text("cann_double_last_precision_mode");
    }

    static String graphName() {
        return text("cann_double_last_graph_name");
    }

    private static String text(String function) {
        try (Memory buffer = new Memory(1 << 16)) {
            LIBRARY.getFunction(function).invokeLong(new Object[] {buffer, buffer.size()});
            return buffer.getString(0, "UTF-8");
        }
    }
}
