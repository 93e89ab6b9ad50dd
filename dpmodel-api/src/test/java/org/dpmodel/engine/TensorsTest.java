package org.dpmodel.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.junit.jupiter.api.Test;

class TensorsTest {
    private static final ValueInfo X = new ValueInfo("x", TensorType.floats(2));
    private static final ValueInfo W = new ValueInfo("w", TensorType.floats(2, 2));

    private static void mismatch(Tensors tensors, String... words) {
        EngineException error = assertThrows(EngineException.class, () -> tensors.requireMatch(List.of(X, W), "input"));
        for (String word : words) {
            assertTrue(error.getMessage().contains(word), error.getMessage());
        }
    }

    @Test
    void theOrderIsKept() {
        assertEquals(
                List.of("w", "x"),
                List.copyOf(Tensors.allocate(List.of(W, X)).asMap().keySet()));
    }

    @Test
    void laterChangesOfTheMapAreNotSeen() {
        Map<String, HostTensor> map = new LinkedHashMap<>();
        HostTensor x = HostTensor.allocate(X.type());
        map.put("x", x);
        Tensors tensors = Tensors.of(map);
        map.clear();
        assertSame(x, tensors.get("x"));
        assertThrows(UnsupportedOperationException.class, () -> tensors.asMap().remove("x"));
    }

    @Test
    void equalContentIsNotTheSameObject() {
        HostTensor x = HostTensor.allocate(X.type());
        assertNotEquals(Tensors.of(Map.of("x", x)), Tensors.of(Map.of("x", x)));
    }

    @Test
    void unknownAndDoubleNamesAreErrors() {
        EngineException error = assertThrows(
                EngineException.class, () -> Tensors.allocate(List.of(X)).get("y"));
        assertTrue(error.getMessage().contains("[x]"), error.getMessage());
        assertThrows(EngineException.class, () -> Tensors.allocate(List.of(X, X)));
    }

    @Test
    void mismatchesAreNamed() {
        assertDoesNotThrow(() -> Tensors.allocate(List.of(W, X)).requireMatch(List.of(X, W), "input"));
        mismatch(Tensors.allocate(List.of(X)), "input w is missing", "[x]");
        ValueInfo transposed = new ValueInfo("w", TensorType.floats(4));
        mismatch(Tensors.allocate(List.of(X, transposed)), "input w must be float[2, 2]", "found float[4]");
        ValueInfo stranger = new ValueInfo("stranger", TensorType.floats(1));
        mismatch(Tensors.allocate(List.of(X, W, stranger)), "no input stranger", "[x, w]");
    }

    @Test
    void aTensorInBothRolesIsRefused() {
        HostTensor shared = HostTensor.allocate(X.type());
        Tensors inputs = Tensors.of(Map.of("x", shared));
        EngineException error = assertThrows(
                EngineException.class, () -> Tensors.of(Map.of("y", shared)).requireDisjoint(inputs));
        assertTrue(error.getMessage().contains("output y"), error.getMessage());
        assertDoesNotThrow(() -> Tensors.allocate(List.of(X)).requireDisjoint(inputs));
    }
}
