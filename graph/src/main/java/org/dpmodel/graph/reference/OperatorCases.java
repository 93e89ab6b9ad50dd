package org.dpmodel.graph.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The node configurations on which every engine has to agree with the reference interpreter. Cases of new operators are
 * added here.
 */
public final class OperatorCases {
    /** Operators on constants and shapes, which are computed before a graph is compiled, so that no engine sees them. */
    private static final Set<String> FOLDED = Set.of("Ceil", "Mod", "Range", "ReduceMin", "ReduceProd", "Round");

    private OperatorCases() {}

    /**
     * The cases of operators that compiled graphs contain, the same on each call.
     *
     * @return cases of distinct names
     */
    public static List<OperatorCase> all() {
        return withFolded().stream()
                .filter(configuration ->
                        !FOLDED.contains(configuration.graph().nodes().get(0).operator()))
                .toList();
    }

    /**
     * All cases of the interpreter, including those that engines never see.
     *
     * @return cases of distinct names
     */
    public static List<OperatorCase> withFolded() {
        List<CaseBuilder> cases = new ArrayList<>();
        ConvolutionCases.addTo(cases);
        PoolingCases.addTo(cases);
        ElementwiseCases.addTo(cases);
        MatrixCases.addTo(cases);
        ReductionCases.addTo(cases);
        ShapeCases.addTo(cases);
        SelectionCases.addTo(cases);
        return cases.stream().map(CaseBuilder::build).toList();
    }
}
