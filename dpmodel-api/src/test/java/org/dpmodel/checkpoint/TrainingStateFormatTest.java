package org.dpmodel.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.validation.Sha256;
import org.junit.jupiter.api.Test;

/** States are read as they were written, in the format of earlier versions too. */
class TrainingStateFormatTest {
    private static final int MAGIC = 7;
    private static final int DIGEST = 32;
    private static final TrainingState STATE = new TrainingState(
            3,
            OptionalDouble.of(0.5),
            "SGD",
            Optimizers.sgd(0.1).newState(1).snapshot(),
            new byte[] {1, 2},
            Map.of("w", new float[] {1, 2}),
            Optional.empty(),
            Optional.of("0123abcd"));

    @Test
    void theMarkIsKept() throws IOException {
        TrainingState read = TrainingStateFormat.read(TrainingStateFormat.write(STATE));
        assertEquals(Optional.of("0123abcd"), read.ledgerMark());
        assertEquals(3, read.steps());
        assertArrayEquals(new float[] {1, 2}, read.parameters().get("w"));
    }

    @Test
    void aStateOfFormatOneHasNoMark() throws IOException {
        byte[] written = TrainingStateFormat.write(STATE);
        int mark = 2 + "0123abcd".length();
        TrainingState read = TrainingStateFormat.read(ofFormat(1, written, MAGIC + 1 + mark));
        assertEquals(Optional.empty(), read.ledgerMark());
        assertEquals(3, read.steps());
        assertArrayEquals(new float[] {1, 2}, read.parameters().get("w"));
    }

    @Test
    void aLaterFormatIsRefused() throws IOException {
        byte[] later = ofFormat(3, TrainingStateFormat.write(STATE), MAGIC + 1);
        String message = assertThrows(IOException.class, () -> TrainingStateFormat.read(later))
                .getMessage();
        assertTrue(message.contains("format 3"), message);
    }

    /** The file with another format number in front of what begins at an offset. */
    private static byte[] ofFormat(int format, byte[] written, int offset) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(written, 0, MAGIC);
        bytes.write(format);
        byte[] rest = Arrays.copyOfRange(written, offset, written.length - DIGEST);
        bytes.write(rest, 0, rest.length);
        byte[] digest = Sha256.digest().digest(bytes.toByteArray());
        bytes.write(digest, 0, digest.length);
        return bytes.toByteArray();
    }
}
