package org.dpmodel.engine.onnxruntime.cann;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.Tensors;
import org.dpmodel.engine.onnxruntime.cann.dialect.CannDialect;
import org.dpmodel.engine.testkit.HostTensors;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.reference.Arithmetic;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.api.Test;

/**
 * Whoever computes more coarsely than ADR 302 allows is found out, by emulated arithmetic here and on the double in {@link
 * CannDeviceTest}. Seen to fail when nothing is compared.
 */
class CannPrecisionTest {
    private static final Device DEVICE = new Device("onnxruntime", DeviceKind.CANN, 0);

    @Test
    void cannTakesTheProbe() {
        assertEquals(List.of(), CannDialect.check(CannPrecision.probe()));
    }

    @Test
    void float32AndElevenBitsPass() {
        for (Arithmetic arithmetic :
                List.of(Arithmetic.EXACT, Arithmetic.nearest(24), Arithmetic.nearest(11), Arithmetic.truncated(11))) {
            assertDoesNotThrow(() -> CannPrecision.require(new Emulated(arithmetic), DEVICE));
        }
    }

    @Test
    void coarserProductsAndHalfPrecisionAreRefused() {
        for (Arithmetic arithmetic : List.of(Arithmetic.nearest(8), Arithmetic.truncated(10), Arithmetic.HALF)) {
            String message = assertThrows(
                            DeviceUnavailableException.class,
                            () -> CannPrecision.require(new Emulated(arithmetic), DEVICE))
                    .getMessage();
            assertTrue(message.contains("must compute in float32"), message);
        }
    }

    /** Products are exact here, so that it is the norm of small elements, or of large ones, that is found out. */
    @Test
    void coarseNormsAreRefused() {
        Arithmetic flushing = new Arithmetic(x -> x, x -> Math.abs(x) < 6e-8 && Math.abs(x) > 1e-17 ? 0 : x, x -> x);
        Arithmetic overflowing =
                new Arithmetic(x -> x, x -> x > 65504 && x < 1e17 ? Double.POSITIVE_INFINITY : x, x -> x);
        for (Arithmetic arithmetic : List.of(flushing, overflowing)) {
            String message = assertThrows(
                            DeviceUnavailableException.class,
                            () -> CannPrecision.require(new Emulated(arithmetic), DEVICE))
                    .getMessage();
            assertTrue(message.contains("found norms of"), message);
        }
    }

    /** The probe by the reference interpreter. */
    private static final class Emulated implements CompiledGraph {
        private final Graph graph = CannPrecision.probe().graph();
        private final ReferenceInterpreter interpreter;

        Emulated(Arithmetic arithmetic) {
            interpreter = new ReferenceInterpreter(graph, arithmetic);
        }

        @Override
        public List<ValueInfo> inputs() {
            return graph.inputs();
        }

        @Override
        public List<ValueInfo> outputs() {
            return graph.outputs();
        }

        @Override
        public void run(Tensors inputs, Tensors outputs) {
            Map<String, ReferenceTensor> feeds = new HashMap<>();
            inputs.asMap()
                    .forEach((name, tensor) -> feeds.put(
                            name, ReferenceTensor.floats(tensor.type().shape(), HostTensors.toDoubles(tensor))));
            interpreter.run(feeds).forEach((name, tensor) -> HostTensors.write(tensor, outputs.get(name)));
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
