package org.dpmodel.callbacks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** Keeps what callbacks print. */
final class CapturedOutput {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(bytes, true, UTF_8);

    PrintStream stream() {
        return stream;
    }

    String text() {
        return bytes.toString(UTF_8);
    }

    List<String> lines() {
        return text().lines().toList();
    }
}
