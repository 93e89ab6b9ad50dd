package org.dpmodel.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A tensor from a file of the IDX format, in which MNIST and its relatives are published, gzipped or not (recognized by
 * the file's first bytes):
 *
 * <pre>
 * 0  0  type  n  |  n axes, 32 bits big-endian each  |  the elements, row-major
 * </pre>
 *
 * <p>Types are 08 unsigned bytes, 09 bytes, 0B int16, 0C int32, 0D float32 and 0E float64, big-endian.
 *
 * <p>Memory is allocated only after the header has been checked against the file's length.
 */
public final class IdxFile {
    /** The most that is read from a file: 1 GiB. */
    static final long MAXIMUM_ELEMENTS = 1L << 30;

    private static final int UNSIGNED_BYTE = 0x08;
    private static final int SIGNED_BYTE = 0x09;
    private static final int SHORT = 0x0b;
    private static final int INT = 0x0c;
    private static final int FLOAT = 0x0d;
    private static final int DOUBLE = 0x0e;
    private static final int MAXIMUM_AXES = 8;
    /** Deflate cannot shrink data further than this (1032 to 1), see zlib's technical details. */
    private static final long MAXIMUM_COMPRESSION = 1032;

    private final Path file;
    private final int[] shape;
    private final byte[] elements;
    private final int type;

    private IdxFile(Path file, int[] shape, byte[] elements, int type) {
        this.file = file;
        this.shape = shape;
        this.elements = elements;
        this.type = type;
    }

    /**
     * Reads a file of unsigned bytes.
     *
     * @param file an IDX file of unsigned bytes, gzipped or not
     * @return its content
     * @throws DataFileException if the file is missing, truncated, too long or of another format
     * @throws IOException if reading fails
     */
    public static IdxFile read(Path file) throws IOException {
        return read(file, false);
    }

    /**
     * Reads a file of any type.
     *
     * @param file an IDX file, gzipped or not
     * @return its content, as {@link #values} gives it
     * @throws DataFileException if the file is missing, truncated, too long or of another format
     * @throws IOException if reading fails
     */
    public static IdxFile readAny(Path file) throws IOException {
        return read(file, true);
    }

    private static IdxFile read(Path file, boolean anyType) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            boolean compressed = isGzip(raw);
            long limit = compressed ? Files.size(file) * MAXIMUM_COMPRESSION : Files.size(file);
            return read(file, new DataInputStream(compressed ? new GZIPInputStream(raw) : raw), limit, anyType);
        } catch (NoSuchFileException e) {
            throw new DataFileException(file, "no such file: check the path", e);
        } catch (EOFException e) {
            throw new DataFileException(file, "the file is truncated: fetch it again", e);
        } catch (ZipException e) {
            throw new DataFileException(file, "the gzip data is damaged (" + e.getMessage() + "): fetch it again", e);
        }
    }

    private static boolean isGzip(InputStream raw) throws IOException {
        raw.mark(2);
        int magic = raw.read() | raw.read() << 8;
        raw.reset();
        return magic == GZIPInputStream.GZIP_MAGIC;
    }

    /** The number of bytes of an element, or 0 for types that do not exist. */
    private static int width(int type) {
        return switch (type) {
            case UNSIGNED_BYTE, SIGNED_BYTE -> Byte.BYTES;
            case SHORT -> Short.BYTES;
            case INT, FLOAT -> Integer.BYTES;
            case DOUBLE -> Double.BYTES;
            default -> 0;
        };
    }

    private static IdxFile read(Path file, DataInputStream in, long limit, boolean anyType) throws IOException {
        int magic = in.readInt();
        int type = magic >>> 8;
        int axes = magic & 0xff;
        boolean known = anyType ? width(type) > 0 : type == UNSIGNED_BYTE;
        if (!known || axes < 1 || axes > MAXIMUM_AXES) {
            throw new DataFileException(
                    file,
                    String.format(
                            Locale.ROOT,
                            "not an IDX file%s: it must start with 00 00 %s and 1 to %d axes, found %08x",
                            anyType ? "" : " of unsigned bytes",
                            anyType ? "and then 08, 09, 0b, 0c, 0d or 0e" : "08",
                            MAXIMUM_AXES,
                            magic));
        }
        int[] shape = new int[axes];
        long count = width(type);
        for (int axis = 0; axis < axes; axis++) {
            shape[axis] = in.readInt();
            if (shape[axis] < 0 || shape[axis] > MAXIMUM_ELEMENTS) {
                throw new DataFileException(
                        file, "axis " + axis + " must be in [0, 2³⁰], found " + Integer.toUnsignedString(shape[axis]));
            }
            count *= shape[axis];
            if (count > MAXIMUM_ELEMENTS) {
                throw new DataFileException(
                        file, "the header announces more than 2³⁰ bytes, " + Arrays.toString(shape) + ": wrong file?");
            }
        }
        if (count > limit) {
            throw truncated(file, shape, count, "at most " + limit);
        }
        byte[] elements = in.readNBytes((int) count);
        if (elements.length < count) {
            throw truncated(file, shape, count, String.valueOf(elements.length));
        }
        if (in.read() >= 0) {
            throw new DataFileException(
                    file,
                    "there is more than the " + count + " bytes that the header announces, " + Arrays.toString(shape)
                            + ": fetch it again");
        }
        return new IdxFile(file, shape, elements, type);
    }

    private static DataFileException truncated(Path file, int[] shape, long announced, String found) {
        return new DataFileException(
                file,
                "the file is truncated: the header announces " + announced + " bytes, " + Arrays.toString(shape)
                        + ", found " + found + ": fetch it again");
    }

    /**
     * Gives the file that was read.
     *
     * @return its path
     */
    public Path file() {
        return file;
    }

    /**
     * Gives the tensor's shape.
     *
     * @return for example {@code [60000, 28, 28]}; a copy
     */
    public int[] shape() {
        return shape.clone();
    }

    /**
     * Gives the elements as they are stored.
     *
     * @return row-major, the bytes of each element with the highest first; a copy
     */
    public byte[] elements() {
        return elements.clone();
    }

    /**
     * Gives the numbers.
     *
     * @return row-major, each exactly what is stored
     */
    public double[] values() {
        ByteBuffer stored = ByteBuffer.wrap(elements);
        double[] values = new double[elements.length / width(type)];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case UNSIGNED_BYTE -> Byte.toUnsignedInt(stored.get());
                case SIGNED_BYTE -> stored.get();
                case SHORT -> stored.getShort();
                case INT -> stored.getInt();
                case FLOAT -> stored.getFloat();
                default -> stored.getDouble();
            };
        }
        return values;
    }

    /** The elements themselves, which must not be changed: a copy of 47 MB would be of no use. */
    byte[] sharedElements() {
        return elements;
    }
}
