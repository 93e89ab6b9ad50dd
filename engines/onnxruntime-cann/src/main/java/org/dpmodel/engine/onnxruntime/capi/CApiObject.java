package org.dpmodel.engine.onnxruntime.capi;

import com.sun.jna.Pointer;

/** A native object of the C API, released by its own function. For one thread at a time, unless its kind says otherwise. */
abstract class CApiObject implements AutoCloseable {
    private final CApi api;
    private final CApiFunction release;
    private Pointer pointer;

    CApiObject(CApi api, Pointer pointer, CApiFunction release) {
        this.api = api;
        this.pointer = pointer;
        this.release = release;
    }

    final CApi api() {
        return api;
    }

    /** The object; fails once it is released, since native code would read freed memory. */
    final Pointer pointer() {
        if (pointer == null) {
            throw new IllegalStateException(getClass().getSimpleName() + " is closed: create a new one");
        }
        return pointer;
    }

    /** Releases the object; a second close does nothing. */
    @Override
    public void close() {
        if (pointer != null) {
            Pointer released = pointer;
            pointer = null;
            api.release(release, released);
        }
    }
}
