package org.dpmodel.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Each module uses only modules that {@code docs/architecture.md} lists for it; Maven alone would refuse no dependency but
 * a cycle.
 */
class ModuleDependenciesTest {
    private static final Set<String> CORE = Set.of("accountant", "graph");
    private static final Set<String> API = Set.of("accountant", "graph", "dpmodel-api");

    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("accountant", Set.of()),
            Map.entry("graph", Set.of()),
            Map.entry("dpmodel-api", CORE),
            Map.entry("callbacks", API),
            Map.entry("engines/onnxruntime", API),
            Map.entry("engines/onnxruntime-cann", Set.of("accountant", "graph", "dpmodel-api", "engines/onnxruntime")),
            Map.entry("engines/pytorch", API),
            Map.entry("engines/djl", API),
            Map.entry("djl", API),
            Map.entry("tabular", API),
            Map.entry("audit", API),
            Map.entry("spark", API));

    /** What is used without being allowed, by module; a module that is not listed is allowed nothing. */
    static Map<String, Set<String>> forbidden(Map<String, Set<String>> uses, Map<String, Set<String>> allowed) {
        Map<String, Set<String>> forbidden = new TreeMap<>();
        uses.forEach((module, used) -> {
            Set<String> others = new TreeSet<>(used);
            others.removeAll(allowed.getOrDefault(module, Set.of()));
            if (!others.isEmpty()) {
                forbidden.put(module, others);
            }
        });
        return forbidden;
    }

    @Test
    void modulesUseOnlyWhatThePageSays() {
        Map<String, Set<String>> uses = DependencyPictureTest.usesOfModules();
        assertEquals(ALLOWED.keySet(), uses.keySet());
        assertEquals(Map.of(), forbidden(uses, ALLOWED));
    }

    /** The test sees a dependency that is taken away from what is allowed. */
    @Test
    void anotherDependencyIsSeen() {
        Map<String, Set<String>> stricter = new TreeMap<>(ALLOWED);
        stricter.put("dpmodel-api", Set.of("accountant"));
        assertEquals(
                Map.of("dpmodel-api", Set.of("graph")), forbidden(DependencyPictureTest.usesOfModules(), stricter));
    }
}
