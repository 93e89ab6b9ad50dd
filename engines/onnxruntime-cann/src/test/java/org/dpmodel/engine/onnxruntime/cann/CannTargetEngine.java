package org.dpmodel.engine.onnxruntime.cann;

import java.util.List;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.Engine;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.engine.onnxruntime.OnnxRuntimeEngine;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;

/** The graphs and batch sizes of a CANN device, run by ONNX Runtime's processor provider. */
public final class CannTargetEngine implements Engine {
    /** The name of the device, for builders. */
    public static final String DEVICE = "cann-target:cann:0";

    private final Engine processor = new OnnxRuntimeEngine();

    /** For the service loader. */
    public CannTargetEngine() {}

    @Override
    public String name() {
        return "cann-target";
    }

    @Override
    public List<Device> devices() {
        return List.of(new Device(name(), DeviceKind.CANN, 0));
    }

    @Override
    public List<MissingDevice> missing() {
        return List.of();
    }

    @Override
    public GraphTarget graphTarget(Device device) {
        return CannTarget.target();
    }

    @Override
    public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
        return processor.compile(model, Device.cpu(processor.name()), options);
    }
}
