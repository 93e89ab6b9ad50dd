package org.dpmodel.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
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
    private static final Set<String> API = Set.of("accountant", "graph", "dpmodel-api");

    /** What classes may use, and for whom nothing else is said, what a pom may declare. */
    private static final Map<String, Set<String>> LIBRARY = Map.ofEntries(
            Map.entry("accountant", Set.of()),
            Map.entry("graph", Set.of()),
            Map.entry("dpmodel-api", Set.of("accountant", "graph")),
            Map.entry("callbacks", API),
            Map.entry("engines/onnxruntime", API),
            Map.entry("engines/onnxruntime-cann", Set.of("accountant", "graph", "dpmodel-api", "engines/onnxruntime")),
            Map.entry("engines/pytorch", API),
            Map.entry("engines/djl", API),
            Map.entry("djl", API),
            Map.entry("tabular", API),
            Map.entry("audit", API),
            Map.entry("spark", API));

    /** What is above the library. */
    private static final Map<String, Set<String>> PROGRAMS = Map.of(
            "bom", Set.of(),
            "engines/testkit", Set.of("dpmodel-api"),
            "cli", Set.of("callbacks", "engines/onnxruntime", "engines/onnxruntime-cann", "tabular", "audit"),
            "lenet5-demo", Set.of("callbacks", "djl", "tabular", "engines/onnxruntime", "engines/pytorch"),
            "spark-demo", Set.of("spark", "engines/onnxruntime"),
            "benchmarks", Set.of("dpmodel-api"),
            "ci/documents", Set.of(),
            "ci/outside-engine", Set.of("dpmodel-api"));

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

    private static Map<String, Set<String>> all() {
        Map<String, Set<String>> all = new TreeMap<>(LIBRARY);
        all.putAll(PROGRAMS);
        return all;
    }

    @Test
    void classesUseOnlyWhatThePageSays() {
        Map<String, Set<String>> uses = DependencyPictureTest.usesOfModules();
        assertEquals(LIBRARY.keySet(), uses.keySet());
        assertEquals(Map.of(), forbidden(uses, LIBRARY));
    }

    @Test
    void modulesDeclareOnlyWhatThePageSays() throws IOException {
        Map<String, Set<String>> declared = ModulePoms.declared();
        assertEquals(all().keySet(), declared.keySet());
        assertEquals(Map.of(), forbidden(declared, all()));
    }

    /** The tests see a dependency that is taken away from what is allowed. */
    @Test
    void anotherDependencyIsSeen() throws IOException {
        Map<String, Set<String>> stricter = all();
        stricter.put("dpmodel-api", Set.of("accountant"));
        stricter.put("benchmarks", Set.of());
        assertEquals(
                Map.of("dpmodel-api", Set.of("graph")), forbidden(DependencyPictureTest.usesOfModules(), stricter));
        assertEquals(
                Map.of("benchmarks", Set.of("dpmodel-api"), "dpmodel-api", Set.of("graph")),
                forbidden(ModulePoms.declared(), stricter));
    }
}
