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
 * Which operator is known where: {@code docs/operators.md} says it as the registries do. What an engine lacks is declared
 * here with the reason, or this fails.
 */
class OperatorMatrixTest {
    private static final String YES = "yes";

    /** Of operators that step graphs do not contain: networks may, and the compiler writes them as others. */
    private static final String AS_OTHERS = "as others";

    /** Computed while a network is bound, from its shapes and constants. */
    private static final Set<String> FOLDED =
            Set.of("Ceil", "Mod", "Range", "ReduceMin", "ReduceProd", "Round", "Shape", "Size");

    private static final String IS_FOLDED = "folded";

    private static final String INTERPRETER = "interpreter";

    /** Operator and place, and why there is none. */
    private static final Map<String, String> MISSING = Map.of(
            "ConvTranspose, DJL", "arrays have none; the target `portable` has no need of it",
            "Dropout, CANN", "passes its input on, and no node is written for it",
            "Flatten, CANN", "written as Reshape",
            "LayerNormalization, CANN", "the provider does not know it; written as sums, products and a root",
            "ScatterElements, DJL",
                    "arrays have none; the target `portable` pools without indices and sums by index in products");

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
                    + (count > 0 ? YES : FOLDED.contains(operator) ? IS_FOLDED : AS_OTHERS) + " |");
            places.forEach((place, known) -> {
                boolean has = known.contains(operator);
                boolean written = Operators.isComposite(operator) || FOLDED.contains(operator);
                boolean met = !written && (count > 0 || has);
                String absent = FOLDED.contains(operator) ? IS_FOLDED : AS_OTHERS;
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
