package org.dpmodel.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dpmodel.engine.djl.array.ArrayOperators;
import org.dpmodel.engine.onnxruntime.cann.dialect.CannDialect;
import org.dpmodel.engine.pytorch.script.TorchScript;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.OperatorCase;
import org.dpmodel.graph.reference.OperatorCases;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.junit.jupiter.api.Test;

/**
 * Which operators each place supports: {@code docs/operators.md} agrees with the registries. An operator that an engine lacks
 * must be declared here with the reason.
 */
class OperatorMatrixTest {
    private static final String YES = "yes";

    /** For operators that only networks contain: in step graphs, the compiler writes them in terms of others. */
    private static final String IS_REWRITTEN = "rewritten";

    /** Written as others in networks, and by the compiler into steps as it is. */
    private static final Set<String> IN_STEPS = Set.of("ScatterElements");

    /** Computed from shapes and constants when a network is bound. */
    private static final Set<String> FOLDED =
            Set.of("Ceil", "Mod", "Range", "ReduceMin", "ReduceProd", "Round", "Shape", "Size");

    private static final String IS_FOLDED = "folded";

    private static final String INTERPRETER = "interpreter";

    /** Why an operator is missing in a place. */
    private static final Map<String, String> MISSING = Map.of(
            "ConvTranspose, DJL", "DJL's arrays do not have it; the target `portable` does not need it",
            "Dropout, CANN", "passes its input on, so no node is written",
            "Flatten, CANN", "written as Reshape",
            "LayerNormalization, CANN", "not supported by the provider; written as sums, products and a square root",
            "ScatterElements, DJL",
                    "DJL's arrays do not have it; the target `portable` pools without indices, and sums by index with products");

    private static Map<String, SortedSet<String>> places() {
        Map<String, SortedSet<String>> places = new LinkedHashMap<>();
        places.put(INTERPRETER, ReferenceInterpreter.operators());
        places.put("CANN", CannDialect.operators());
        places.put("PyTorch", TorchScript.operators());
        places.put("DJL", ArrayOperators.operators());
        return places;
    }

    private static Map<String, Long> cases() {
        return OperatorCases.all().stream()
                .map(OperatorCase::graph)
                .collect(Collectors.groupingBy(
                        graph -> graph.nodes().get(0).operator(), TreeMap::new, Collectors.counting()));
    }

    @Test
    void thePageSaysWhatTheRegistriesSay() throws IOException {
        Map<String, SortedSet<String>> places = places();
        Map<String, Long> cases = cases();
        SortedSet<String> operators = new TreeSet<>(Operators.all());
        List<String> lines = new ArrayList<>();
        lines.add("| operator | in networks | cases | ONNX Runtime | " + String.join(" | ", places.keySet()) + " |");
        lines.add("|---|---|---|---|" + "---|".repeat(places.size()));
        Set<String> missing = new TreeSet<>();
        for (String operator : operators) {
            long count = cases.getOrDefault(operator, 0L);
            StringBuilder line = new StringBuilder("| " + operator + " | "
                    + (Operators.ofNetworks().contains(operator) ? YES : "") + " | " + count + " | "
                    + (count > 0 ? YES : FOLDED.contains(operator) ? IS_FOLDED : IS_REWRITTEN) + " |");
            places.forEach((place, known) -> {
                boolean has = known.contains(operator);
                boolean written =
                        Operators.isComposite(operator) && !IN_STEPS.contains(operator) || FOLDED.contains(operator);
                boolean met = !written && (count > 0 || has);
                String absent = FOLDED.contains(operator) ? IS_FOLDED : IS_REWRITTEN;
                line.append(' ').append(has ? YES : met ? "no" : absent).append(" |");
                if (met && !has) {
                    missing.add(operator + ", " + place);
                }
            });
            lines.add(line.toString());
        }
        assertEquals(new TreeSet<>(MISSING.keySet()), missing, "what is missing, and what is declared so");
        lines.add("");
        new TreeMap<>(MISSING).forEach((what, why) -> lines.add("- " + what + ": " + why));
        new GeneratedPart("operators.md", "support").check(String.join("\n", lines));
    }
}
