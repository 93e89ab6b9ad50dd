package org.dpmodel.engine.onnxruntime;

import java.util.Optional;
import java.util.Set;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.engine.testkit.EngineContract;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The engine contract on the first GPU, LeNet-5 training included, where there is one and the build has the profile
 * {@code cuda}. Elsewhere it says loudly that nothing ran.
 */
@EnabledIf("hasGpu")
class CudaContractTest extends EngineContract {
    private static final Device GPU = Device.parse("onnxruntime:cuda:0");

    static boolean hasGpu() {
        OnnxRuntimeEngine engine = new OnnxRuntimeEngine();
        if (engine.devices().contains(GPU)) {
            System.err.println("RUNNING on " + GPU + ": " + engine.description(GPU));
            return true;
        }
        Optional<MissingDevice> reason = new CudaDriver().missing();
        System.err.println("SKIPPED: no CUDA device, so the engine contract was not run on one: "
                + reason.map(MissingDevice::toString).orElse("no GPU has number 0"));
        return false;
    }

    @Override
    protected EngineDevice device() {
        return new EngineDevice(new OnnxRuntimeEngine(), GPU);
    }

    /**
     * The provider's source leaves transposed convolutions with unequal pads to the processor, which we do not allow. Not
     * tried on a GPU; the compiler's cuda target writes none for the networks at hand.
     */
    @Override
    protected Set<String> refusedOperatorCases() {
        return Set.of("ConvTranspose pads", "ConvTranspose everything");
    }
}
