package org.dpmodel.engine.onnxruntime.capi;

import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;

/** Java strings as C strings. */
final class NativeText {
    private static final String ENCODING = StandardCharsets.UTF_8.name();

    private NativeText() {}

    /** The bytes of a text and a zero after them; to be closed by the caller. */
    static Memory of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Memory memory = new Memory(bytes.length + 1L);
        memory.setString(0, text, ENCODING);
        return memory;
    }
}
