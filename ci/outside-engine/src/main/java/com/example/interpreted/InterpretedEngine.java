package com.example.interpreted;

import java.util.List;
import org.dpmodel.engine.CompileChecks;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.Engine;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.lowering.PaddedRowSums;
import org.dpmodel.graph.lowering.PatchesConvWeightGradient;
import org.dpmodel.graph.lowering.PhasedMaxPool;
import org.dpmodel.graph.lowering.PoolBeforeActivation;
import org.dpmodel.graph.lowering.ZeroStuffedConvInputGradient;

/** Runs graphs on the processor, by the reference interpreter: slow, and as exact as double precision. */
public final class InterpretedEngine implements Engine {
    private static final String NAME = "interpreted";

    /**
     * Sums are exact in double precision, and results are rounded to float32 once. The margin is larger than that
     * requires, so that it is visible.
     */
    private static final double MARGIN = 0x1p-11;

    private static final GraphTarget TARGET = new GraphTarget(
            NAME,
            17,
            new PatchesConvWeightGradient(),
            new ZeroStuffedConvInputGradient(),
            new PhasedMaxPool(),
            new PaddedRowSums(),
            16,
            List.of(new PoolBeforeActivation()),
            MARGIN);

    /** For the service loader. */
    public InterpretedEngine() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Device> devices() {
        return List.of(Device.cpu(NAME));
    }

    @Override
    public List<MissingDevice> missing() {
        return List.of();
    }

    @Override
    public GraphTarget graphTarget(Device device) {
        requireKnown(device);
        return TARGET;
    }

    @Override
    public void check(Device device, ExecutionOptions options) {
        requireKnown(device);
        CompileChecks.requireNoDeviceOptions(device, options);
    }

    @Override
    public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
        check(device, options);
        CompileChecks.requireKnownShapes(model);
        try {
            return new InterpretedGraph(model.graph(), device);
        } catch (GraphException e) {
            throw new EngineException("graph " + model.graph().name() + ": " + e.getMessage(), e);
        }
    }

    private static void requireKnown(Device device) {
        CompileChecks.requireEngine(NAME, device);
        if (device.kind() != DeviceKind.CPU || device.ordinal() != 0) {
            throw new DeviceUnavailableException(
                    "engine " + NAME + " drives processors only, found " + device + ": take " + Device.cpu(NAME));
        }
    }
}
