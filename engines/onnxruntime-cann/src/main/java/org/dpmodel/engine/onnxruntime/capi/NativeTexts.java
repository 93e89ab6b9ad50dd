package org.dpmodel.engine.onnxruntime.capi;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;

/** An array of C strings in native memory. Close it. */
final class NativeTexts implements AutoCloseable {
    private final List<Memory> texts = new ArrayList<>();
    private final Memory array;

    NativeTexts(Iterable<String> content) {
        content.forEach(text -> texts.add(NativeText.of(text)));
        array = new Memory(Math.max(1, texts.size()) * (long) Native.POINTER_SIZE);
        for (int i = 0; i < texts.size(); i++) {
            array.setPointer(i * (long) Native.POINTER_SIZE, texts.get(i));
        }
    }

    /** The address of the first pointer. */
    Pointer pointer() {
        return array;
    }

    int size() {
        return texts.size();
    }

    @Override
    public void close() {
        array.close();
        texts.forEach(Memory::close);
    }
}
