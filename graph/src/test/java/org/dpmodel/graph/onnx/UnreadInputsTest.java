package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.ValueInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Constants that an exporter left behind as inputs are none. */
class UnreadInputsTest {
    /** As Keras writes a Normalization; seen to ask for examples of them. */
    @Test
    void inputsOfAFixedSizeThatNothingReadsAreLeftOut(@TempDir Path folder) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2))
                .addInput(value("mean", FLOAT, 1, 2))
                .addInput(value("other", FLOAT, -1, 2))
                .addNode(node("Relu", List.of("x"), List.of("y")))
                .addOutput(value("y", FLOAT, -1, 2));
        Path written = Files.write(
                folder.resolve("network.onnx"), file(17, graph).build().toByteArray());
        ReadModel read = OnnxFormat.readWithNotes(written, Map.of());
        assertEquals(
                List.of("x", "other"),
                read.model().graph().inputs().stream().map(ValueInfo::name).toList());
        assertTrue(read.notes().toString().contains("[mean]"), read.notes().toString());
    }
}
