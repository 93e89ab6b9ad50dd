package org.dpmodel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
    @TempDir
    private Path directory;

    static byte[] idx(byte[] elements, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + elements.length);
        bytes.putInt(0x0800 | shape.length);
        Arrays.stream(shape).forEach(bytes::putInt);
        return bytes.put(elements).array();
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(directory.resolve("some-file"), content);
    }

    private void assertRefused(byte[] content, String problem) throws IOException {
        Path file = write(content);
        DataFileException e = assertThrows(DataFileException.class, () -> IdxFile.read(file));
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(problem), e.getMessage());
    }

    private static final byte[] SIX = {0, 1, 2, -1, -2, 127};

    @Test
    void readsPlainAndCompressedFiles() throws IOException {
        for (byte[] content : new byte[][] {idx(SIX, 3, 2), gzip(idx(SIX, 3, 2))}) {
            IdxFile file = IdxFile.read(write(content));
            assertArrayEquals(new int[] {3, 2}, file.shape());
            assertArrayEquals(SIX, file.elements());
            assertEquals(directory.resolve("some-file"), file.file());
        }
    }

    @Test
    void readsAFileWithoutElements() throws IOException {
        assertEquals(0, IdxFile.read(write(idx(new byte[0], 0, 28, 28))).elements().length);
    }

    @Test
    void namesATruncatedFileWhereverItEnds() throws IOException {
        byte[] plain = idx(SIX, 3, 2);
        for (int length = 0; length < plain.length; length++) {
            assertRefused(Arrays.copyOf(plain, length), "truncated");
            assertRefused(gzip(Arrays.copyOf(plain, length)), "truncated");
        }
        byte[] compressed = gzip(plain);
        for (int length = 2; length < compressed.length; length++) {
            assertRefused(Arrays.copyOf(compressed, length), "truncated");
        }
    }

    @Test
    void namesAnOverlongFile() throws IOException {
        byte[] plain = idx(SIX, 3, 2);
        assertRefused(Arrays.copyOf(plain, plain.length + 1), "more than the 6 bytes");
        assertRefused(gzip(Arrays.copyOf(plain, plain.length + 1)), "more than the 6 bytes");
    }

    @Test
    void namesAFileOfAnotherKind() throws IOException {
        assertRefused("<!DOCTYPE html>".getBytes(StandardCharsets.US_ASCII), "found 3c21444f");
        byte[] floats = idx(SIX, 6);
        floats[2] = 0x0d;
        assertRefused(floats, "not an IDX file of unsigned bytes");
        byte[] scalar = idx(SIX);
        assertRefused(scalar, "1 to 8 axes");
    }

    @Test
    void namesDamagedCompression() throws IOException {
        byte[] damaged = gzip(idx(new byte[1000], 1000));
        damaged[damaged.length - 6] ^= 1;
        assertRefused(damaged, "gzip data is damaged");
    }

    /** A few bytes that announce a gigabyte or more must be refused before memory for them is set aside. */
    @Test
    void believesNoAnnouncementThatTheFileCannotHold() throws IOException {
        assertRefused(idx(SIX, 1 << 30), "announces 1073741824 bytes, [1073741824], found at most 14");
        assertRefused(gzip(idx(SIX, 1 << 30)), "truncated");
        assertRefused(idx(SIX, 1 << 16, 1 << 16), "more than 2³⁰");
        assertRefused(idx(SIX, 1 << 30, 1 << 30, 1 << 30), "more than 2³⁰");
        assertRefused(idx(SIX, -1), "found 4294967295");
    }

    @Test
    void namesAMissingFile() {
        Path missing = directory.resolve("missing");
        DataFileException e = assertThrows(DataFileException.class, () -> IdxFile.read(missing));
        assertTrue(e.getMessage().startsWith(missing + ": no such file"), e.getMessage());
    }
}
