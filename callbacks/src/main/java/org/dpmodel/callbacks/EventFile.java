package org.dpmodel.callbacks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of events as TensorBoard reads it: a sequence of records of TFRecord (length, its masked CRC32C, bytes, their masked
 * CRC32C, all little endian), each an {@code Event} of TensorFlow's event.proto. Mutable, for one thread; close it.
 */
final class EventFile implements AutoCloseable {
    private static final int MASK_DELTA = 0xa282ead8;

    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SUMMARY_VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private final OutputStream out;

    /** Begins a file, which must not exist. */
    EventFile(Path file, double wallTime) throws IOException {
        out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
        Message event = new Message();
        event.fixed64(WALL_TIME, wallTime);
        event.bytes(FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
        record(event.toBytes());
    }

    /** Adds a number at a step. */
    void scalar(String tag, long step, double value, double wallTime) throws IOException {
        Message point = new Message();
        point.bytes(TAG, tag.getBytes(StandardCharsets.UTF_8));
        point.fixed32(SIMPLE_VALUE, (float) value);
        Message summary = new Message();
        summary.bytes(SUMMARY_VALUE, point.toBytes());
        Message event = new Message();
        event.fixed64(WALL_TIME, wallTime);
        event.varint(STEP, step);
        event.bytes(SUMMARY, summary.toBytes());
        record(event.toBytes());
    }

    private void record(byte[] data) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedChecksum(record.array(), Long.BYTES));
        record.put(data);
        record.putInt(maskedChecksum(data, data.length));
        out.write(record.array());
        out.flush();
    }

    /** Rotated right by 15 bits and offset, so that a checksum of checksums is not zero. */
    static int maskedChecksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** A message of protocol buffers. */
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        void varint(int field, long value) {
            tag(field, VARINT);
            number(value);
        }

        void bytes(int field, byte[] value) {
            tag(field, BYTES);
            number(value.length);
            bytes.writeBytes(value);
        }

        void fixed64(int field, double value) {
            tag(field, FIXED_64);
            bytes.writeBytes(ByteBuffer.allocate(Double.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putDouble(value)
                    .array());
        }

        void fixed32(int field, float value) {
            tag(field, FIXED_32);
            bytes.writeBytes(ByteBuffer.allocate(Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(value)
                    .array());
        }

        private void tag(int field, int type) {
            number((long) field << 3 | type);
        }

        private void number(long value) {
            long rest = value;
            while (rest >>> 7 != 0) {
                bytes.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }
}
