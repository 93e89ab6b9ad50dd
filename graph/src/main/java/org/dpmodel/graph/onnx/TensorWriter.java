package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import org.dpmodel.graph.Constant;

/** Writes tensors, with their elements as raw little-endian bytes. */
final class TensorWriter {
    private TensorWriter() {}

    static TensorProto write(String name, Constant constant) {
        TensorProto.Builder message = TensorProto.newBuilder()
                .setName(name)
                .setDataType(constant.type().dataType().onnxCode())
                .setRawData(ByteString.copyFrom(constant.bytes()));
        for (long dimension : constant.type().shape().dims()) {
            message.addDims(dimension);
        }
        return message.build();
    }
}
