package org.dpmodel.engine.pytorch;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.dpmodel.engine.BoundGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.engine.pytorch.script.ScriptArchive;
import org.dpmodel.engine.pytorch.script.TorchScript;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.ValueInfo;

/**
 * A loaded module of TorchScript. Inputs are read from, and outputs written into, the host tensors themselves: native
 * tensors over them are created once and kept for the last used {@link Tensors}. A run is one native call and returns no
 * tensor.
 */
final class PyTorchCompiledGraph extends BoundGraph<List<NativeTensor>> {
    private final int threads;
    /** Owns everything native; DJL releases the module as soon as the model is unreachable. */
    private final Model model;

    private final PtSymbolBlock block;
    private final List<HostTensor> constantMemory = new ArrayList<>();
    private final List<NativeTensor> constants = new ArrayList<>();

    private PyTorchCompiledGraph(String name, Graph graph, TorchScript script, Model model, int threads) {
        super(name, graph);
        this.threads = threads;
        this.model = model;
        this.block = (PtSymbolBlock) model.getBlock();
        for (Constant constant : script.constants().values()) {
            HostTensor memory = HostTensor.allocate(constant.type());
            memory.bytes().put(constant.bytes());
            constantMemory.add(memory);
            constants.add(NativeTensor.onDevice(memory.bytes(), memory.type(), model.getNDManager()));
        }
    }

    static PyTorchCompiledGraph create(Graph graph, Device device, int threads) {
        String name = "graph " + graph.name() + " on " + device;
        boolean gpu = device.kind() == DeviceKind.CUDA;
        TorchScript script = TorchScript.of(graph, gpu ? "cuda:" + device.ordinal() : TorchScript.CPU);
        ai.djl.Device place = gpu ? ai.djl.Device.gpu(device.ordinal()) : ai.djl.Device.cpu();
        Model model = Model.newInstance(graph.name(), place, PyTorchRuntime.ENGINE);
        try {
            model.load(new ByteArrayInputStream(ScriptArchive.of(script.text())));
            return new PyTorchCompiledGraph(name, graph, script, model, threads);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw new EngineException("PyTorch refuses " + name + ": " + e.getMessage(), e);
        }
    }

    @Override
    protected List<NativeTensor> bind(Tensors tensors, List<ValueInfo> values) {
        List<NativeTensor> created = new ArrayList<>();
        try {
            for (ValueInfo value : values) {
                HostTensor tensor = tensors.get(value.name());
                created.add(NativeTensor.over(tensor.bytes(), tensor.type(), model.getNDManager()));
            }
            return created;
        } catch (RuntimeException e) {
            release(created);
            throw e;
        }
    }

    @Override
    protected void release(List<NativeTensor> bound) {
        bound.forEach(NativeTensor::close);
    }

    @Override
    protected void execute(List<NativeTensor> in, List<NativeTensor> out) {
        try {
            PyTorchRuntime.useThreads(threads);
            IValueUtils.runMethod(block, "forward", arguments(in, out)).close();
        } catch (ai.djl.engine.EngineException e) {
            throw new EngineException("PyTorch failed in " + this + ": " + e.getMessage(), e);
        }
    }

    private IValue[] arguments(List<NativeTensor> feeds, List<NativeTensor> results) {
        IValue[] arguments = new IValue[feeds.size() + constants.size() + results.size()];
        int next = 0;
        for (List<NativeTensor> part : List.of(feeds, constants, results)) {
            for (NativeTensor tensor : part) {
                arguments[next++] = tensor.argument();
            }
        }
        return arguments;
    }

    @Override
    protected void releaseGraph() {
        try (model) {
            constants.forEach(NativeTensor::close);
            constants.clear();
        }
    }
}
