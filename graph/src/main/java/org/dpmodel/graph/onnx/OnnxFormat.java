package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;

/**
 * Models as the bytes of an {@code .onnx} file (ONNX IR specification, https://onnx.ai/onnx/repo-docs/IR.html).
 *
 * <p>Writing loses nothing: {@code read(write(model))} equals {@code model} for every model that was read, or whose
 * inputs have the batch, if at all, as their first dimension, and only float32 as a floating-point type. Reading
 * normalizes what tools write in several ways: {@code Constant} nodes become initializers marked as such ({@link
 * org.dpmodel.graph.Constant#isLiteral}), initializers are not inputs, nodes are sorted and named. Nodes are replaced by
 * the bodies of functions, and by branches whose condition is known. Floating-point numbers of other widths become
 * float32, narrow integers int32 or int64. If the first dimension of an input is symbolic or unknown, it is the batch
 * ({@link org.dpmodel.graph.Shape#BATCH}).
 */
public final class OnnxFormat {
    /** The maximum size of a message and of an array. */
    private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

    /** Names in a damaged file may be megabytes long. */
    private static final int LONGEST_MESSAGE = 4000;

    private OnnxFormat() {}

    /**
     * A model as a file that contains its weights. Its IR version is {@value OnnxWriter#LOWEST_IR} up to operator set 18,
     * and above that the version of the ONNX release that introduced the operator set.
     *
     * @param model the model
     * @return the content of an {@code .onnx} file
     */
    public static byte[] write(OnnxModel model) {
        return write(model, Optional.empty());
    }

    /**
     * A model with a preprocessing in front of it, as a file that accepts raw values. {@link #readWithNotes} returns
     * both.
     *
     * @param model the model
     * @param preprocessing computes inputs of the model from raw values, if there is one
     * @return the content of an {@code .onnx} file
     * @throws GraphException if the preprocessing does not fit the model, or if both have a value of the same name
     */
    public static byte[] write(OnnxModel model, Optional<Preprocessing> preprocessing) {
        return OnnxWriter.write(model, preprocessing).toByteArray();
    }

    /**
     * The model in the content of an {@code .onnx} file.
     *
     * @param file the content
     * @return the model
     * @throws GraphException if the bytes are not a complete ONNX model, or if the model has something that the graph
     *     types do not support: operators of another domain, control flow that depends on values, unknown dimensions
     *     other than the batch, text, or elements in other files, which need a path ({@link #read(Path)})
     */
    public static OnnxModel read(byte[] file) {
        return read(file, ExternalData.none(), GivenShapes.NONE).model();
    }

    /**
     * The model in an {@code .onnx} file; elements in separate files are read from there.
     *
     * @param file the file
     * @return the model
     * @throws IOException if the file cannot be read
     * @throws GraphException as {@link #read(byte[])}, with the name of the file
     */
    public static OnnxModel read(Path file) throws IOException {
        return readWithNotes(file, Map.of()).model();
    }

    /**
     * The model in an {@code .onnx} file, and what had to be changed.
     *
     * @param file the file
     * @param inputShapes dimensions by name of the input, for inputs with open dimensions other than the batch; -1 as the
     *     first one is the batch
     * @return the model with notes
     * @throws IOException if the file cannot be read
     * @throws GraphException as {@link #read(Path)}, or if a shape does not fit an input of the file
     */
    public static ReadModel readWithNotes(Path file, Map<String, long[]> inputShapes) throws IOException {
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new GraphException(file + ": the file has " + size + " bytes, and ONNX models have fewer than 2 GiB;"
                    + " export the weights beside it (external data)");
        }
        byte[] content = Files.readAllBytes(file);
        try {
            return read(content, ExternalData.beside(file), new GivenShapes(Map.copyOf(inputShapes)));
        } catch (GraphException e) {
            throw new GraphException(file + ": " + e.getMessage(), e);
        }
    }

    private static ReadModel read(byte[] content, ExternalData external, GivenShapes shapes) {
        try {
            return new OnnxReader(ModelProto.parseFrom(content), external, shapes).read();
        } catch (GraphException e) {
            if (e.getMessage().length() > LONGEST_MESSAGE) {
                throw new GraphException(e.getMessage().substring(0, LONGEST_MESSAGE) + "...", e);
            }
            throw e;
        } catch (InvalidProtocolBufferException e) {
            throw new GraphException(
                    "the file is not an ONNX model, or it is truncated (" + content.length
                            + " bytes): export or copy the model again",
                    e);
        }
    }
}
