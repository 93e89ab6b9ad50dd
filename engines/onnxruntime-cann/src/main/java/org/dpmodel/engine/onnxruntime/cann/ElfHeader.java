package org.dpmodel.engine.onnxruntime.cann;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/** The beginning of a Linux library, which names the processor it is for (System V ABI, chapter 4). */
final class ElfHeader {
    /** The number of header bytes that are read. */
    static final int BYTES = 20;

    private static final int MACHINE = 18;
    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;
    private static final byte[] SIXTY_FOUR_BIT_LITTLE_ENDIAN = {0x7f, 'E', 'L', 'F', 2, 1};

    private ElfHeader() {}

    /** The processor of a library, or a description if it is unknown. */
    static String architecture(byte[] header) {
        if (header.length < BYTES) {
            return "no library (only " + header.length + " bytes)";
        }
        for (int i = 0; i < SIXTY_FOUR_BIT_LITTLE_ENDIAN.length; i++) {
            if (header[i] != SIXTY_FOUR_BIT_LITTLE_ENDIAN[i]) {
                return "no 64-bit Linux machine";
            }
        }
        int machine = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getShort(MACHINE) & 0xffff;
        return switch (machine) {
            case X86_64 -> "x86_64";
            case AARCH64 -> "aarch64";
            default -> "ELF machine " + machine;
        };
    }

    /** The wheel name of a processor, given Java's name. */
    static String nameOf(String javaName) {
        String name = javaName.toLowerCase(Locale.ROOT);
        return name.equals("amd64") || name.equals("x86-64") ? "x86_64" : name.equals("arm64") ? "aarch64" : name;
    }
}
