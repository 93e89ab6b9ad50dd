package org.dpmodel.engine.onnxruntime.cann;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A wheel of a few hundred bytes with the outside of the real one; its libraries are headers only. */
final class MadeUpWheel {
    static final String CAPI = "onnxruntime/capi/";
    static final int X86_64 = 62;
    static final int AARCH64 = 183;

    private static final String INFO = "onnxruntime_cann-1.24.4.dist-info/";

    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final StringBuilder record = new StringBuilder();

    private MadeUpWheel() {}

    static MadeUpWheel of(int machine) {
        return new MadeUpWheel()
                .with("onnxruntime/LICENSE", "free".getBytes(UTF_8))
                .with("onnxruntime/__init__.py", "print()".getBytes(UTF_8))
                .with(CAPI + "libonnxruntime.so.1.24.4", library(machine))
                .with(CAPI + "libonnxruntime_providers_cann.so", library(machine))
                .with(CAPI + "libonnxruntime_providers_shared.so", library(machine))
                .with(INFO + "METADATA", "Name: onnxruntime-cann\nVersion: 1.24.4\n\nName: no header".getBytes(UTF_8));
    }

    static byte[] library(int machine) {
        byte[] header = new byte[64];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1}, 0, header, 0, 6);
        header[18] = (byte) machine;
        return header;
    }

    /** One more entry, or another one, listed with its checksum. */
    MadeUpWheel with(String name, byte[] content) {
        entries.put(name, content);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            record.append(name)
                    .append(",sha256=")
                    .append(Base64.getUrlEncoder().withoutPadding().encodeToString(digest))
                    .append(',')
                    .append(content.length)
                    .append('\n');
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** Another content than the one listed. */
    MadeUpWheel tampered(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    MadeUpWheel without(String name) {
        entries.remove(name);
        return this;
    }

    MadeUpWheel metadata(String text) {
        return with(INFO + "METADATA", text.getBytes(UTF_8));
    }

    Path write(Path folder) throws IOException {
        Path file = folder.resolve("onnxruntime_cann-1.24.4-cp311-cp311-manylinux_2_28_x86_64.whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
            zip.putNextEntry(new ZipEntry(INFO + "RECORD"));
            zip.write(record.toString().getBytes(UTF_8));
        }
        return file;
    }
}
