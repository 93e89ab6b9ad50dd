package org.dpmodel.engine.pytorch.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The archive that {@code torch.jit.load} reads: a zip file with the text of the module, a pickle that creates one object
 * of its class, an empty tuple of constants, and the version of the format.
 */
public final class ScriptArchive {
    private static final String FOLDER = "m/";

    /** The version that all releases from 1.6 on can read. */
    private static final String VERSION = "10\n";

    /** {@code __torch__.M()} with the attribute {@code training = False}, in pickle's protocol 2. */
    private static final String OBJECT =
            "\u0080\u0002c__torch__\nM\n)\u0081}X\u0008\u0000\u0000\u0000training\u0089sb.";

    /** {@code ()} in pickle's protocol 2. */
    private static final String EMPTY_TUPLE = "\u0080\u0002).";

    private ScriptArchive() {}

    /**
     * Packs a module.
     *
     * @param text the module {@code __torch__} with a class {@code M} that has no parameters
     * @return the bytes of the archive
     */
    public static byte[] of(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, "data.pkl", OBJECT.getBytes(StandardCharsets.ISO_8859_1));
            put(zip, "code/__torch__.py", text.getBytes(StandardCharsets.UTF_8));
            put(zip, "constants.pkl", EMPTY_TUPLE.getBytes(StandardCharsets.ISO_8859_1));
            put(zip, "version", VERSION.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("a zip file in memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(FOLDER + name);
        // The same script gives the same bytes.
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
