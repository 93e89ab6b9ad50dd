package com.example.interpreted;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.BoundGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;

/** A graph and its interpreter. Nothing native is bound: tensors are read and written directly. */
final class InterpretedGraph extends BoundGraph<Tensors> {
    private final ReferenceInterpreter interpreter;

    InterpretedGraph(Graph graph, Device device) {
        super("graph " + graph.name() + " on " + device, graph);
        this.interpreter = new ReferenceInterpreter(graph);
    }

    @Override
    protected Tensors bind(Tensors tensors, List<ValueInfo> values) {
        return tensors;
    }

    @Override
    protected void release(Tensors bound) {
        // The garbage collector does this.
    }

    @Override
    protected void execute(Tensors in, Tensors out) {
        Map<String, ReferenceTensor> feeds = new LinkedHashMap<>();
        in.asMap().forEach((name, tensor) -> feeds.put(name, read(tensor)));
        try {
            interpreter.run(feeds).forEach((name, result) -> write(result, out.get(name)));
        } catch (GraphException e) {
            throw new EngineException(this + ": " + e.getMessage(), e);
        }
    }

    /** Every processor for which Java 17 is built today is little-endian. */
    private static ReferenceTensor read(HostTensor tensor) {
        ByteBuffer bytes = tensor.bytes();
        byte[] elements = new byte[bytes.remaining()];
        bytes.get(elements);
        return ReferenceTensor.of(Constant.ofBytes(tensor.type(), elements));
    }

    private static void write(ReferenceTensor result, HostTensor tensor) {
        ByteBuffer bytes = tensor.bytes();
        for (double element : result.toDoubles()) {
            switch (tensor.type().dataType()) {
                case FLOAT -> bytes.putFloat((float) element);
                case DOUBLE -> bytes.putDouble(element);
                case INT32 -> bytes.putInt((int) element);
                case INT64 -> bytes.putLong((long) element);
                case BOOL -> bytes.put((byte) element);
            }
        }
    }

    @Override
    protected void releaseGraph() {
        // Nothing is native.
    }
}
