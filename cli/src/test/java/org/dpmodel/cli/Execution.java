package org.dpmodel.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * What the program did with some arguments, run in this process.
 *
 * @param exitCode its exit code
 * @param out its standard output
 * @param err its standard error
 */
public record Execution(int exitCode, String out, String err) {
    public static Execution of(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Program.commandLine(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false)
                .execute(arguments);
        return new Execution(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** Asserts that all went well and nothing was complained about. */
    public Execution succeeds() {
        assertEquals("", err);
        assertEquals(0, exitCode, out);
        return this;
    }

    /** Asserts a usage error: a line with these words, a hint where help is, and nothing done. */
    public void isUsageError(String... words) {
        assertEquals(2, exitCode, out + err);
        List<String> lines = err.lines().toList();
        for (String word : words) {
            assertTrue(lines.get(0).contains(word), err);
        }
        assertTrue(lines.get(lines.size() - 1).contains("--help"), err);
        assertEquals("", out);
    }

    /** Asserts a failure that is reported in one line with these words. */
    public void fails(String... words) {
        assertEquals(1, exitCode, out + err);
        assertEquals(1, err.lines().count(), err);
        for (String word : words) {
            assertTrue(err.contains(word), err);
        }
    }

    /** The rest of the first line of the output that begins like this. */
    public String after(String begin) {
        return out.lines()
                .filter(line -> line.startsWith(begin))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line begins with " + begin + " in\n" + out))
                .substring(begin.length());
    }

    /** The word that follows this in the output. */
    public String wordAfter(String begin) {
        String rest = after(begin).strip();
        int space = rest.indexOf(' ');
        return space < 0 ? rest : rest.substring(0, space);
    }
}
