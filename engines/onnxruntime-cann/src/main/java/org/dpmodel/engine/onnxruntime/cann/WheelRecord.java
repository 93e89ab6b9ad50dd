package org.dpmodel.engine.onnxruntime.cann;

import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The list of files in a wheel with their checksums (PEP 427: {@code path,sha256=base64url without padding,size}). */
final class WheelRecord {
    private static final String SHA256 = "sha256=";

    private WheelRecord() {}

    /** SHA-256 in hexadecimal digits by path; lines without one, or malformed, are left out. */
    static Map<String, String> checksums(String record) {
        Map<String, String> checksums = new HashMap<>();
        for (String line : record.lines().toList()) {
            String[] fields = line.split(",", -1);
            if (fields.length >= 2 && fields[1].startsWith(SHA256)) {
                hexadecimal(fields[1].substring(SHA256.length())).ifPresent(digest -> checksums.put(fields[0], digest));
            }
        }
        return checksums;
    }

    private static Optional<String> hexadecimal(String base64) {
        try {
            return Optional.of(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(base64)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
