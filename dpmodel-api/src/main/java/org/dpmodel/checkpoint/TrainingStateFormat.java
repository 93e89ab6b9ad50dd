package org.dpmodel.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.dpmodel.optimizer.OptimizerSnapshot;
import org.dpmodel.validation.Sha256;

/**
 * The bytes of a training state, big-endian: a magic number with the format's version, the mark of the ledger (empty if there is
 * none; absent in version 1), the record's other parts in order, the learning rate if one was set in
 * place of the schedule (NaN if none was, and an average follows), the average of the iterates if one is kept, and their SHA-256.
 */
final class TrainingStateFormat {
    private static final byte[] MAGIC = {'D', 'P', 'M', 'S', 't', 'a', 't'};
    private static final int VERSION = 2;
    private static final int WITHOUT_MARK = 1;
    private static final int DIGEST_BYTES = 32;

    /** Represents a missing number in a file: a norm if nothing was clipped, a rate that was never set. */
    private static final double NONE = Double.NaN;

    private TrainingStateFormat() {}

    static byte[] write(TrainingState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(MAGIC);
            out.writeByte(VERSION);
            out.writeUTF(state.ledgerMark().orElse(""));
            out.writeLong(state.steps());
            out.writeDouble(state.clippingNorm().orElse(NONE));
            out.writeUTF(state.optimizer());
            out.writeLong(state.optimizerState().steps());
            out.writeInt(state.optimizerState().moments().size());
            for (Map.Entry<String, float[][]> moment :
                    state.optimizerState().moments().entrySet()) {
                out.writeUTF(moment.getKey());
                out.writeInt(moment.getValue().length);
                for (float[] values : moment.getValue()) {
                    writeFloats(out, values);
                }
            }
            out.writeInt(state.orderKey().length);
            out.write(state.orderKey());
            writeNamed(out, state.parameters());
            OptionalDouble learningRate = state.optimizerState().learningRate();
            if (learningRate.isPresent() || state.average().isPresent()) {
                out.writeDouble(learningRate.orElse(NONE));
            }
            if (state.average().isPresent()) {
                SavedAverage average = state.average().get();
                out.writeUTF(average.averaging());
                out.writeLong(average.count());
                writeNamed(out, average.values());
            }
        }
        bytes.write(Sha256.digest().digest(bytes.toByteArray()));
        return bytes.toByteArray();
    }

    static TrainingState read(byte[] bytes) throws IOException {
        int length = bytes.length - DIGEST_BYTES;
        if (length < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw new IOException("it does not start like a training state");
        }
        byte[] content = Arrays.copyOf(bytes, length);
        if (!MessageDigest.isEqual(Sha256.digest().digest(content), Arrays.copyOfRange(bytes, length, bytes.length))) {
            throw new IOException("its checksum is wrong");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
        in.skipNBytes(MAGIC.length);
        Optional<String> mark = readMark(in);
        long steps = in.readLong();
        double norm = in.readDouble();
        String optimizer = in.readUTF();
        OptimizerSnapshot snapshot = readSnapshot(in);
        byte[] orderKey = in.readNBytes(in.readInt());
        Map<String, float[]> parameters = readNamed(in);
        OptionalDouble learningRate = in.available() > 0 ? present(in.readDouble()) : OptionalDouble.empty();
        Optional<SavedAverage> average = in.available() > 0
                ? Optional.of(new SavedAverage(in.readUTF(), in.readLong(), readNamed(in)))
                : Optional.empty();
        return new TrainingState(
                steps,
                present(norm),
                optimizer,
                new OptimizerSnapshot(snapshot.steps(), snapshot.moments(), learningRate),
                orderKey,
                parameters,
                average,
                mark);
    }

    private static Optional<String> readMark(DataInputStream in) throws IOException {
        int version = in.readByte();
        if (version != VERSION && version != WITHOUT_MARK) {
            throw new IOException("its format " + version + " is unknown; this version reads up to " + VERSION);
        }
        return version == WITHOUT_MARK
                ? Optional.empty()
                : Optional.of(in.readUTF()).filter(mark -> !mark.isEmpty());
    }

    private static OptionalDouble present(double number) {
        return Double.isNaN(number) ? OptionalDouble.empty() : OptionalDouble.of(number);
    }

    private static void writeNamed(DataOutputStream out, Map<String, float[]> arrays) throws IOException {
        out.writeInt(arrays.size());
        for (Map.Entry<String, float[]> array : arrays.entrySet()) {
            out.writeUTF(array.getKey());
            writeFloats(out, array.getValue());
        }
    }

    private static Map<String, float[]> readNamed(DataInputStream in) throws IOException {
        Map<String, float[]> arrays = new TreeMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            arrays.put(in.readUTF(), readFloats(in));
        }
        return arrays;
    }

    private static OptimizerSnapshot readSnapshot(DataInputStream in) throws IOException {
        long steps = in.readLong();
        Map<String, float[][]> moments = new TreeMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            String name = in.readUTF();
            float[][] moment = new float[in.readInt()][];
            for (int i = 0; i < moment.length; i++) {
                moment[i] = readFloats(in);
            }
            moments.put(name, moment);
        }
        return new OptimizerSnapshot(steps, moments);
    }

    private static void writeFloats(DataOutputStream out, float[] values) throws IOException {
        out.writeInt(values.length);
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
        bytes.asFloatBuffer().put(values);
        out.write(bytes.array());
    }

    private static float[] readFloats(DataInputStream in) throws IOException {
        float[] values = new float[in.readInt()];
        ByteBuffer.wrap(in.readNBytes(Math.multiplyExact(values.length, Float.BYTES)))
                .asFloatBuffer()
                .get(values);
        return values;
    }
}
