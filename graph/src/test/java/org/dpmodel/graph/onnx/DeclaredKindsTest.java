package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which initializers are parameters, as PyTorch's exporter writes it beside them. */
class DeclaredKindsTest {
    private static final String SIGNATURE = """

            # inputs
            p_weight: PARAMETER target='weight'
            p_bias: PARAMETER target='bias'
            b_slope: BUFFER target='slope' persistent=True
            c_lifted_tensor_0: CONSTANT_TENSOR target='lifted_tensor_0'
            x: USER_INPUT

            # outputs
            y: USER_OUTPUT
            """;

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static ValueInfoProto declared(String name, String key, String value) {
        return value(name, FLOAT, 2).toBuilder()
                .addMetadataProps(entry("pkg." + key, value))
                .build();
    }

    private static ValueInfoProto kind(String name, String kind) {
        return declared(name, "torch.export.graph_signature.InputSpec.kind", kind);
    }

    private static ValueInfoProto folded(String name, String from) {
        return declared(name, "onnxscript.optimizer.folded_from", from);
    }

    /** All initializers scale the input one after the other, behind a function of it. */
    private static GraphProto.Builder graph(String... initializers) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2))
                .addOutput(value("y", FLOAT, -1, 2))
                .addNode(node("Tanh", List.of("x"), List.of("t")));
        String last = "t";
        for (String name : initializers) {
            graph.addInitializer(floats(name, List.of(2L), 0.5f, 2f));
            graph.addNode(node("Mul", List.of(last, name), List.of(last + "0")));
            last += "0";
        }
        return graph.addNode(node("Identity", List.of(last), List.of("y")));
    }

    private static OnnxModel read(GraphProto.Builder graph) {
        return OnnxFormat.read(file(18, graph).build().toByteArray());
    }

    private static Set<String> trained(OnnxModel model) {
        return new TreeSet<>(Networks.of(model.graph()).parameters());
    }

    private static final String[] ALL = {"weight", "slope", "lifted", "val_7", "mask", "bare"};

    private static final List<ValueInfoProto> TOLD = List.of(
            kind("weight", "PARAMETER"),
            kind("slope", "BUFFER"),
            kind("lifted", "CONSTANT_TENSOR"),
            folded("val_7", "['bias', 'val_3']"),
            folded("mask", "['slope', 'arange', 'val_4']"));

    @Test
    void buffersAndWhatIsComputedFromNoParameterAreNotTrained() {
        OnnxModel model = read(graph(ALL)
                .addAllValueInfo(TOLD)
                .addMetadataProps(entry("pkg.torch.export.ExportedProgram.graph_signature", SIGNATURE)));
        assertEquals(Set.of("weight", "val_7", "bare"), trained(model));
        assertEquals(Set.of("slope", "lifted", "mask"), Networks.buffers(model.graph()));
    }

    /** Seen to be taken for a buffer: PyTorch's exporter folds the factor of an affine layer into a weight, and turns the product. */
    @Test
    void whatIsComputedFromAChangedParameterIsTrained() {
        OnnxModel model = read(graph("turned", "mask")
                .addAllValueInfo(List.of(folded("turned", "['weight_scaled']"), folded("mask", "['weight_mask']")))
                .addMetadataProps(entry(
                        "pkg.torch.export.ExportedProgram.graph_signature",
                        SIGNATURE.replace("b_slope: BUFFER target='slope'", "b_mask: BUFFER target='weight_mask'"))));
        assertEquals(Set.of("turned"), trained(model));
    }

    /** As the projection of stored queries, for a fixed batch. */
    @Test
    void whatIsComputedFromSeveralParametersIsSaid(@TempDir Path folder) throws IOException {
        GraphProto.Builder graph = graph("joined", "val_7", "scaled")
                .addValueInfo(folded("joined", "['weight', 'bias', 'val_3']"))
                .addValueInfo(folded("scaled", "['weight_scaled', 'bias_scaled', 'val_3']"))
                .addValueInfo(folded("val_7", "['bias', 'val_3']"))
                .addMetadataProps(entry("pkg.torch.export.ExportedProgram.graph_signature", SIGNATURE));
        Path path =
                Files.write(folder.resolve("m.onnx"), file(18, graph).build().toByteArray());
        assertEquals(
                List.of(
                        "joined was computed from [bias, weight] when the file was written, and is trained instead of"
                                + " them; a file with an open batch (dynamic_shapes) preserves more of the original",
                        "scaled was computed from [bias, weight] when the file was written, and is trained instead of"
                                + " them; a file with an open batch (dynamic_shapes) preserves more of the original"),
                OnnxFormat.readWithNotes(path, Map.of()).notes());
    }

    /** As the exponential of a weight that is to stay positive: seen to be trained in its place without a word. */
    @Test
    void whatAFunctionMadeOfAParameterIsSaid(@TempDir Path folder) throws IOException {
        GraphProto.Builder graph = graph("exp_1", "softmax", "permute_1", "val_7")
                .addValueInfo(folded("exp_1", "['weight', 'neg']"))
                .addValueInfo(folded("softmax", "['bias']"))
                .addValueInfo(folded("permute_1", "['weight']"))
                .addValueInfo(folded("val_7", "['bias', 'val_3']"))
                .addMetadataProps(entry("pkg.torch.export.ExportedProgram.graph_signature", SIGNATURE));
        Path path =
                Files.write(folder.resolve("m.onnx"), file(18, graph).build().toByteArray());
        List<String> notes = OnnxFormat.readWithNotes(path, Map.of()).notes();
        assertEquals(2, notes.size(), notes.toString());
        assertEquals(
                "exp_1 was computed from weight when the file was written, and is trained instead of it: what the function"
                        + " ensured, such as positive numbers or a sum of 1, need not hold any more;"
                        + " torch.onnx.export(..., optimize=False) leaves weight in the file",
                notes.get(0));
        assertEquals("softmax was computed from bias", notes.get(1).substring(0, 30));
    }

    /** As the zeros that an LSTM begins with: seen to be trained, as one state for all examples. */
    @Test
    void whatMindSporeNamesAsAValueIsNotTrained() {
        OnnxModel model = read(graph("r.weight", "2-Default/r-LSTM/data-0", "data-0"));
        assertEquals(Set.of("r.weight", "data-0"), trained(model));
        assertEquals(Set.of("2-Default/r-LSTM/data-0"), Networks.buffers(model.graph()));
    }

    /** From names alone it does not follow what is none. */
    @Test
    void withoutASignatureWhatWasComputedIsTrained() {
        assertEquals(
                Set.of("weight", "val_7", "mask", "bare"),
                trained(read(graph(ALL).addAllValueInfo(TOLD))));
    }

    @Test
    void withoutDeclarationsNothingIsLeftOut() {
        assertEquals(new TreeSet<>(List.of(ALL)), trained(read(graph(ALL))));
    }

    @Test
    void whatIsSavedSaysTheSame() {
        OnnxModel model = read(graph(ALL).addAllValueInfo(TOLD));
        OnnxModel again = OnnxFormat.read(OnnxFormat.write(model));
        assertEquals(trained(model), trained(again));
        assertEquals(Networks.buffers(model.graph()), Networks.buffers(again.graph()));
        assertEquals(Set.of("slope", "lifted"), Networks.buffers(again.graph()));
    }
}
