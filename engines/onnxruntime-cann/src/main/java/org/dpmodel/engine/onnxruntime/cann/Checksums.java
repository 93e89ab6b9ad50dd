package org.dpmodel.engine.onnxruntime.cann;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import org.dpmodel.validation.Sha256;

/** SHA-256 of files and streams. */
final class Checksums {
    private Checksums() {}

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return sha256(in, Long.MAX_VALUE);
        }
    }

    /** Reads to the end; more bytes than allowed are an error. */
    static String sha256(InputStream in, long most) throws IOException {
        DigestInputStream digest = new DigestInputStream(limited(in, most), Sha256.digest());
        digest.transferTo(OutputStream.nullOutputStream());
        return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    }

    /** The same bytes, with an error instead of an unlimited length. */
    static InputStream limited(InputStream in, long most) {
        return new FilterInputStream(in) {
            private long left = most;

            @Override
            public int read() throws IOException {
                int next = super.read();
                count(next < 0 ? 0 : 1);
                return next;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                count(Math.max(0, count));
                return count;
            }

            private void count(int bytes) throws IOException {
                left -= bytes;
                if (left < 0) {
                    throw new IOException("an entry unpacks to more than " + most + " bytes");
                }
            }
        };
    }
}
