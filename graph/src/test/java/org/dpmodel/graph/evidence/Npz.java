package org.dpmodel.graph.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The arrays of a file of NumPy's: numbers in row-major order, or a text. */
final class Npz {
    private static final Pattern HEADER =
            Pattern.compile("'descr': '(.)(\\w)(\\d+)', 'fortran_order': False, 'shape': \\(([^)]*)\\)");
    private static final int PREAMBLE = 10;

    /** An array: its shape and its elements, or its text. */
    record Entry(long[] shape, double[] numbers, String text) {}

    private Npz() {}

    static Map<String, Entry> read(Path file) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Enumeration<? extends ZipEntry> members = zip.entries();
            while (members.hasMoreElements()) {
                ZipEntry member = members.nextElement();
                String name = member.getName().replaceAll("\\.npy$", "");
                entries.put(name, array(zip.getInputStream(member).readAllBytes(), name));
            }
        }
        return entries;
    }

    private static Entry array(byte[] content, String name) {
        ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int header = buffer.getShort(PREAMBLE - 2);
        Matcher matcher = HEADER.matcher(new String(content, PREAMBLE, header, StandardCharsets.ISO_8859_1));
        if (!matcher.find()) {
            throw new IllegalStateException("array " + name + " has a header of another kind");
        }
        buffer.position(PREAMBLE + header);
        String dims = matcher.group(4).replace(" ", "").replaceAll(",$", "");
        long[] shape = dims.isEmpty()
                ? new long[0]
                : Pattern.compile(",")
                        .splitAsStream(dims)
                        .mapToLong(Long::parseLong)
                        .toArray();
        String kind = matcher.group(2) + matcher.group(3);
        if (kind.startsWith("U")) {
            StringBuilder text = new StringBuilder();
            while (buffer.hasRemaining()) {
                text.appendCodePoint(buffer.getInt());
            }
            return new Entry(shape, new double[0], text.toString());
        }
        int size = 1;
        for (long dim : shape) {
            size *= (int) dim;
        }
        double[] numbers = new double[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = switch (kind) {
                case "f4" -> buffer.getFloat();
                case "f8" -> buffer.getDouble();
                case "i8" -> buffer.getLong();
                default -> throw new IllegalStateException("array " + name + " has elements of kind " + kind);
            };
        }
        return new Entry(shape, numbers, "");
    }
}
