package org.dpmodel.engine.pytorch;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.NativeCalls;
import org.dpmodel.engine.RunGuard;
import org.dpmodel.engine.Tensors;
import org.dpmodel.engine.pytorch.script.ScriptArchive;
import org.dpmodel.engine.pytorch.script.TorchScript;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.ValueInfo;

/**
 * A loaded module of TorchScript. Inputs are read from, and outputs written into, the host tensors themselves: native
 * tensors over them are made once and kept for the {@value TensorBindings#CAPACITY} last used {@link Tensors} of each
 * role. A run is one native call and hands no tensor back.
 */
final class PyTorchCompiledGraph implements CompiledGraph {
    private final String name;
    private final List<ValueInfo> inputs;
    private final List<ValueInfo> outputs;
    private final int threads;
    /** Owns all that is native; DJL releases the module as soon as the model cannot be reached. */
    private final Model model;

    private final PtSymbolBlock block;
    private final List<HostTensor> constantMemory = new ArrayList<>();
    private final List<NativeTensor> constants = new ArrayList<>();
    private final TensorBindings inputBindings;
    private final TensorBindings outputBindings;
    private final RunGuard guard;
    private Tensors lastInputs;
    private Tensors lastOutputs;

    private PyTorchCompiledGraph(String name, Graph graph, TorchScript script, Model model, int threads) {
        this.name = name;
        this.inputs = graph.inputs();
        this.outputs = graph.outputs();
        this.threads = threads;
        this.model = model;
        this.block = (PtSymbolBlock) model.getBlock();
        this.inputBindings = new TensorBindings(model.getNDManager(), inputs, "input");
        this.outputBindings = new TensorBindings(model.getNDManager(), outputs, "output");
        this.guard = new RunGuard(name);
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
    public List<ValueInfo> inputs() {
        return inputs;
    }

    @Override
    public List<ValueInfo> outputs() {
        return outputs;
    }

    @Override
    public void run(Tensors in, Tensors out) {
        guard.begin();
        try {
            List<NativeTensor> feeds = inputBindings.bind(in);
            List<NativeTensor> results = outputBindings.bind(out);
            requireDisjoint(in, out);
            PyTorchRuntime.useThreads(threads);
            IValueUtils.runMethod(block, "forward", arguments(feeds, results)).close();
        } catch (ai.djl.engine.EngineException e) {
            throw new EngineException("PyTorch failed in " + name + ": " + e.getMessage(), e);
        } finally {
            guard.end();
            Reference.reachabilityFence(this);
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

    private void requireDisjoint(Tensors in, Tensors out) {
        if (in != lastInputs || out != lastOutputs) {
            out.requireDisjoint(in);
            lastInputs = in;
            lastOutputs = out;
        }
    }

    @Override
    public void close() {
        if (guard.close()) {
            NativeCalls.begin();
            try (model;
                    inputBindings;
                    outputBindings) {
                constants.forEach(NativeTensor::close);
                constants.clear();
                lastInputs = null;
                lastOutputs = null;
            } finally {
                NativeCalls.end();
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
