package org.dpmodel.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ExampleIds;
import org.dpmodel.validation.Sha256;

/**
 * The records of one partition, in arrays, by their positions in the whole dataset. Immutable except for the flag that
 * its digest was verified.
 */
final class RecordBlock implements Dataset, Serializable {
    private static final long serialVersionUID = 1;

    private final int[] positions;
    private final byte[] ids;
    private final float[] features;
    private final float[] targets;
    private final RecordShape shape;
    private final String fault;
    private final int faultPosition;
    private transient volatile boolean verified;

    private RecordBlock(
            int[] positions, byte[] ids, float[] features, float[] targets, RecordShape shape, Placed broken) {
        this.positions = positions;
        this.ids = ids;
        this.features = features;
        this.targets = targets;
        this.shape = shape;
        this.fault = broken == null ? null : broken.row().fault();
        this.faultPosition = broken == null ? Integer.MAX_VALUE : broken.position();
    }

    /**
     * A record and its position.
     *
     * @param position the record's place in the order of ids
     * @param row the record
     */
    record Placed(int position, RecordRow row) implements Serializable {}

    /** A block of records that came in any order. */
    static RecordBlock of(List<Placed> records, RecordShape shape) {
        Placed[] sorted = records.toArray(Placed[]::new);
        Arrays.sort(sorted, Comparator.comparingInt(Placed::position));
        int[] positions = new int[sorted.length];
        ByteBuffer digests = ByteBuffer.allocate(Math.multiplyExact(sorted.length, ExampleIds.DIGEST_BYTES));
        float[] features = new float[Math.multiplyExact(sorted.length, shape.featureSize())];
        float[] targets = new float[Math.multiplyExact(sorted.length, shape.targetSize())];
        Placed broken = null;
        // All records of one id are in the same block, whatever their order.
        Set<Serializable> ids = new HashSet<>();
        for (int i = 0; i < sorted.length; i++) {
            RecordRow row = sorted[i].row();
            if (!ids.add(row.id()) && row.fault() == null) {
                row = RecordRow.broken(
                        row.id(),
                        "the id " + row.id() + " must belong to one record, found it twice: name a column with a "
                                + "unique id for each record, or write one out with RecordIds.written");
                sorted[i] = new Placed(sorted[i].position(), row);
            }
            positions[i] = sorted[i].position();
            digests.put(ExampleIds.digest(row.id().toString()));
            if (row.fault() == null) {
                System.arraycopy(row.features(), 0, features, i * shape.featureSize(), shape.featureSize());
                System.arraycopy(row.targets(), 0, targets, i * shape.targetSize(), shape.targetSize());
            } else if (broken == null) {
                broken = sorted[i];
            }
        }
        return new RecordBlock(positions, digests.array(), features, targets, shape, broken);
    }

    int[] positions() {
        return positions.clone();
    }

    /** Digests of the records' ids, concatenated. */
    byte[] idDigests() {
        return ids.clone();
    }

    /** The fault of the first invalid record, or null. */
    String fault() {
        return fault;
    }

    int faultPosition() {
        return faultPosition;
    }

    /** A digest of positions, ids, features and targets, to the bit. */
    String digest() {
        MessageDigest digest = Sha256.digest();
        digest.update(ids);
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        inPieces(digest, bytes, positions.length, (from, count) -> bytes.asIntBuffer()
                .put(positions, from, count));
        for (float[] values : new float[][] {features, targets}) {
            inPieces(digest, bytes, values.length, (from, count) -> bytes.asFloatBuffer()
                    .put(values, from, count));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Writes some of the numbers at the beginning of the buffer. */
    @FunctionalInterface
    private interface Piece {
        void write(int from, int count);
    }

    private static void inPieces(MessageDigest digest, ByteBuffer bytes, int numbers, Piece piece) {
        int most = bytes.capacity() / Integer.BYTES;
        for (int from = 0; from < numbers; from += most) {
            int count = Math.min(most, numbers - from);
            piece.write(from, count);
            digest.update(bytes.slice(0, count * Integer.BYTES));
        }
    }

    /**
     * Verifies that this is the block with which the training began. Spark recomputes a block when an executor is lost
     * or memory is short; if the source then returns different rows, a record would be drawn in place of another one.
     *
     * @throws IllegalStateException if it is not
     */
    void verify(int partition, String expected) {
        if (!verified) {
            if (!digest().equals(expected)) {
                throw new IllegalStateException("partition " + partition
                        + " must have the records that the training began with, found others when Spark read it "
                        + "again: write the dataset out, and train on the written copy");
            }
            verified = true;
        }
    }

    @Override
    public String name() {
        return "of Spark";
    }

    /** Positions are those of the whole dataset, of which this block contains some. */
    @Override
    public int size() {
        return positions.length;
    }

    @Override
    public long[] featureShape() {
        return shape.features();
    }

    @Override
    public long[] targetShape() {
        return shape.targets();
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        destination.put(features, row(index) * shape.featureSize(), shape.featureSize());
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        destination.put(targets, row(index) * shape.targetSize(), shape.targetSize());
    }

    private int row(int position) {
        int row = Arrays.binarySearch(positions, position);
        if (row < 0) {
            throw new IndexOutOfBoundsException("record " + position + " is not in this partition");
        }
        return row;
    }
}
