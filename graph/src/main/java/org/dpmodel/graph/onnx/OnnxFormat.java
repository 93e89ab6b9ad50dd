package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;

/**
 * Models as the bytes of an {@code .onnx} file (ONNX IR specification, https://onnx.ai/onnx/repo-docs/IR.html).
 *
 * <p>Writing loses nothing: {@code read(write(model))} equals {@code model} for every model that was read, or whose
 * inputs have the batch, if at all, as their first dimension. Reading normalizes what tools write in several ways: {@code
 * Constant} nodes become initializers that know it ({@link org.dpmodel.graph.Constant#isLiteral}), initializers are no inputs, nodes are sorted and named. The first dimension of an
 * input, where it is symbolic or unknown, is the batch ({@link org.dpmodel.graph.Shape#BATCH}).
 */
public final class OnnxFormat {
    private OnnxFormat() {}

    /**
     * A model as a file of IR version {@value OnnxWriter#IR_VERSION}, weights inside.
     *
     * @param model the model
     * @return the content of an {@code .onnx} file
     */
    public static byte[] write(OnnxModel model) {
        return OnnxWriter.write(model).toByteArray();
    }

    /**
     * The model in the content of an {@code .onnx} file.
     *
     * @param file the content
     * @return the model
     * @throws GraphException if the bytes are no complete ONNX model, or the model has what the graph types cannot hold:
     *     operators of another domain, subgraphs, data in other files, unknown dimensions other than the batch, or
     *     elements that are not float, double, int32, int64 or bool
     */
    public static OnnxModel read(byte[] file) {
        try {
            return new OnnxReader(ModelProto.parseFrom(file)).read();
        } catch (InvalidProtocolBufferException e) {
            throw new GraphException(
                    "the file is no ONNX model, or it is truncated (" + file.length
                            + " bytes): export or copy the model again",
                    e);
        }
    }

    /**
     * The model in an {@code .onnx} file.
     *
     * @param file the file
     * @return the model
     * @throws IOException if the file cannot be read
     * @throws GraphException as {@link #read(byte[])}, with the name of the file
     */
    public static OnnxModel read(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            return read(content);
        } catch (GraphException e) {
            throw new GraphException(file + ": " + e.getMessage(), e);
        }
    }
}
