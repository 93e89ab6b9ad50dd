package org.dpmodel.graph.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference interpreter against ONNX Runtime: two implementations that have nothing in common. */
class OnnxRuntimeAgreementTest {
    /** Some ten roundings to float of sums of up to a hundred terms of size 1. */
    private static final double TOLERANCE = 1e-5;

    static List<OperatorCase> cases() {
        return OperatorCases.withFolded();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void bothComputeTheSame(OperatorCase configuration) throws OrtException {
        assertAgreement(configuration, configuration.opset());
        assertAgreement(configuration, Math.max(17, configuration.opset()));
    }

    @Test
    void theInterpreterRunsTheGraphsOfTheCases() {
        for (OperatorCase configuration : cases()) {
            Map<String, ReferenceTensor> outputs =
                    new ReferenceInterpreter(configuration.graph()).run(configuration.inputs());
            configuration
                    .expected()
                    .forEach((name, expected) -> assertArrayEquals(
                            expected.toDoubles(), outputs.get(name).toDoubles(), configuration.name()));
        }
    }

    @Test
    void namesDifferAndEveryOperatorHasARow() {
        Set<String> names = new HashSet<>();
        Set<String> operators = new HashSet<>();
        for (OperatorCase configuration : cases()) {
            assertTrue(names.add(configuration.name()), configuration.name());
            operators.add(configuration.graph().nodes().get(0).operator());
        }
        assertEquals(Kernels.all().keySet(), operators);
    }

    private static void assertAgreement(OperatorCase configuration, int opset) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        byte[] file = OnnxFormat.write(new OnnxModel(configuration.graph(), opset));
        Map<String, OnnxTensor> feeds = new HashMap<>();
        try (OrtSession session = environment.createSession(file)) {
            for (Map.Entry<String, ReferenceTensor> input :
                    configuration.inputs().entrySet()) {
                feeds.put(input.getKey(), tensor(environment, input.getValue().toConstant()));
            }
            try (OrtSession.Result results = session.run(feeds)) {
                configuration
                        .expected()
                        .forEach((name, expected) -> compare(configuration.name(), expected, (OnnxTensor)
                                results.get(name).orElseThrow()));
            }
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    private static void compare(String name, ReferenceTensor expected, OnnxTensor actual) {
        assertArrayEquals(
                expected.type().shape().dims(), actual.getInfo().getShape(), () -> name + ": shape of the output");
        TensorType type = expected.type();
        byte[] bytes = new byte[(int) type.bytes()];
        actual.getByteBuffer().order(ByteOrder.nativeOrder()).get(bytes);
        double[] found = ReferenceTensor.of(Constant.ofBytes(type, bytes)).toDoubles();
        double[] wanted = expected.toDoubles();
        for (int i = 0; i < wanted.length; i++) {
            double allowed = expected.isReal() ? TOLERANCE * Math.max(1, Math.abs(wanted[i])) : 0;
            int index = i;
            assertEquals(wanted[i], found[i], allowed, () -> name + ": element " + index);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Constant constant) throws OrtException {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect((int) constant.type().bytes()).order(ByteOrder.nativeOrder());
        buffer.put(constant.bytes()).flip();
        OnnxJavaType type =
                switch (constant.type().dataType()) {
                    case FLOAT -> OnnxJavaType.FLOAT;
                    case DOUBLE -> OnnxJavaType.DOUBLE;
                    case INT32 -> OnnxJavaType.INT32;
                    case INT64 -> OnnxJavaType.INT64;
                    case BOOL -> OnnxJavaType.BOOL;
                };
        return OnnxTensor.createTensor(
                environment, buffer, constant.type().shape().dims(), type);
    }
}
