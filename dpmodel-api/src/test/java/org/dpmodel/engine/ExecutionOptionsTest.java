package org.dpmodel.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutionOptionsTest {
    private static byte[] written(ExecutionOptions options) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(options);
        }
        return bytes.toByteArray();
    }

    @Test
    void survivesSerialization() throws Exception {
        ExecutionOptions plain = ExecutionOptions.defaults();
        for (ExecutionOptions options : List.of(
                plain,
                plain.withThreads(3).withDeviceMemoryLimit(1L << 40).withProviderOption("a", "b"),
                plain.withRowDependenceAccepted())) {
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(written(options)))) {
                assertEquals(options, in.readObject());
            }
        }
    }

    @Test
    void theBytesDoNotDependOnTheOrderOfOptions() throws IOException {
        ExecutionOptions options = ExecutionOptions.defaults();
        assertArrayEquals(
                written(options.withProviderOption("first", "1").withProviderOption("second", "2")),
                written(options.withProviderOption("second", "2").withProviderOption("first", "1")));
    }
}
