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
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.dpmodel.optimizer.OptimizerSnapshot;
import org.dpmodel.validation.Sha256;

/**
 * The bytes of a training state, big-endian: a magic number, the record's parts in order, the learning rate if one was set in
 * place of the schedule, and their SHA-256.
 */
final class TrainingStateFormat {
    private static final byte[] MAGIC = {'D', 'P', 'M', 'S', 't', 'a', 't', 1};
    private static final int DIGEST_BYTES = 32;

    /** What stands in a file where nothing was clipped. */
    private static final double NO_NORM = Double.NaN;

    private TrainingStateFormat() {}

    static byte[] write(TrainingState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(MAGIC);
            out.writeLong(state.steps());
            out.writeDouble(state.clippingNorm().orElse(NO_NORM));
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
            out.writeInt(state.parameters().size());
            for (Map.Entry<String, float[]> parameter : state.parameters().entrySet()) {
                out.writeUTF(parameter.getKey());
                writeFloats(out, parameter.getValue());
            }
            OptionalDouble learningRate = state.optimizerState().learningRate();
            if (learningRate.isPresent()) {
                out.writeDouble(learningRate.getAsDouble());
            }
        }
        bytes.write(Sha256.digest().digest(bytes.toByteArray()));
        return bytes.toByteArray();
    }

    static TrainingState read(byte[] bytes) throws IOException {
        int length = bytes.length - DIGEST_BYTES;
        if (length < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw new IOException("it does not begin as a training state of this version does");
        }
        byte[] content = Arrays.copyOf(bytes, length);
        if (!MessageDigest.isEqual(Sha256.digest().digest(content), Arrays.copyOfRange(bytes, length, bytes.length))) {
            throw new IOException("its checksum is wrong");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
        in.skipNBytes(MAGIC.length);
        long steps = in.readLong();
        double norm = in.readDouble();
        String optimizer = in.readUTF();
        OptimizerSnapshot snapshot = readSnapshot(in);
        byte[] orderKey = in.readNBytes(in.readInt());
        Map<String, float[]> parameters = new TreeMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            parameters.put(in.readUTF(), readFloats(in));
        }
        OptionalDouble clippingNorm = Double.isNaN(norm) ? OptionalDouble.empty() : OptionalDouble.of(norm);
        OptionalDouble learningRate = in.available() > 0 ? OptionalDouble.of(in.readDouble()) : OptionalDouble.empty();
        return new TrainingState(
                steps,
                clippingNorm,
                optimizer,
                new OptimizerSnapshot(snapshot.steps(), snapshot.moments(), learningRate),
                orderKey,
                parameters);
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
