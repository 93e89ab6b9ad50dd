package org.dpmodel.engine.onnxruntime.capi;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dpmodel.engine.EngineException;

/**
 * The shared library of ONNX Runtime, loaded into the process. It is never unloaded: its threads and those of its
 * providers may outlive everything that was created with it.
 */
public final class CApiLibrary {
    /** Lowest supported release: the first whose CANN provider is published as a wheel. */
    static final int OLDEST = 22;

    /** Version of the table that this binding was written and tested for; newer cores provide it as well. */
    static final int NEWEST = 24;

    /** Positions in {@code OrtApiBase}. */
    private static final int GET_API = 0;

    private static final int GET_VERSION_STRING = 1;

    /**
     * {@code RTLD_NOW | RTLD_NODELETE} of dlopen. Without {@code RTLD_GLOBAL} a second core keeps its symbols to itself; and
     * the garbage collector, which closes libraries, must not unload this one.
     */
    private static final int OPEN_FLAGS = 0x1002;

    private static final Pattern VERSION = Pattern.compile("1\\.([0-9]{1,4})\\.([0-9]+).*");

    private final Path file;
    private final NativeLibrary library;
    private final String version;
    private final CApi api;

    private CApiLibrary(Path file) {
        this.file = file;
        this.library = open(file);
        Pointer base = base();
        this.version =
                entry(base, GET_VERSION_STRING).invokePointer(new Object[0]).getString(0);
        Pointer table = entry(base, GET_API).invokePointer(new Object[] {tableVersion()});
        if (table == null) {
            throw new EngineException(file + " is ONNX Runtime " + version + ", which does not provide version "
                    + tableVersion() + " of its C API: take a release from 1." + OLDEST + " on");
        }
        this.api = new CApi(this, table);
    }

    /**
     * Loads a core; loading it again gives the same library.
     *
     * @param file the library itself, not a link to it: its providers are searched for next to it
     * @return the core
     * @throws EngineException if the file cannot be loaded, is not a core, or is too old
     * @throws LinkageError if this system cannot load native libraries at all
     */
    public static CApiLibrary load(Path file) {
        return new CApiLibrary(file);
    }

    private static NativeLibrary open(Path file) {
        try {
            return NativeLibrary.getInstance(file.toString(), Map.of(Library.OPTION_OPEN_FLAGS, OPEN_FLAGS));
        } catch (UnsatisfiedLinkError e) {
            throw new EngineException(
                    file + " cannot be loaded ("
                            + String.valueOf(e.getMessage()).strip()
                            + "): take a build for this system, " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch"),
                    e);
        }
    }

    private Pointer base() {
        try {
            return library.getFunction("OrtGetApiBase").invokePointer(new Object[0]);
        } catch (UnsatisfiedLinkError e) {
            throw new EngineException(
                    file + " is not the library of ONNX Runtime, it has no OrtGetApiBase: name the folder that holds"
                            + " libonnxruntime.so",
                    e);
        }
    }

    private static Function entry(Pointer table, int position) {
        return Function.getFunction(table.getPointer(position * (long) com.sun.jna.Native.POINTER_SIZE));
    }

    /** The highest version that both sides support. A core of release 1.N supports the versions up to N. */
    private int tableVersion() {
        return tableVersion(file, version);
    }

    static int tableVersion(Path file, String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            throw new EngineException(
                    file + " is ONNX Runtime " + version + ": only releases 1." + OLDEST + " and later are supported");
        }
        int release = Integer.parseInt(matcher.group(1));
        if (release < OLDEST) {
            throw new EngineException(file + " is ONNX Runtime " + version
                    + ", which is too old: take a release from 1." + OLDEST + " on");
        }
        return Math.min(release, NEWEST);
    }

    /**
     * Where it was loaded from.
     *
     * @return the file
     */
    public Path file() {
        return file;
    }

    /**
     * Its release.
     *
     * @return for example {@code 1.24.4}
     */
    public String version() {
        return version;
    }

    /**
     * Its functions.
     *
     * @return the table
     */
    public CApi api() {
        return api;
    }

    @Override
    public String toString() {
        return "ONNX Runtime " + version + " (" + file + ")";
    }
}
