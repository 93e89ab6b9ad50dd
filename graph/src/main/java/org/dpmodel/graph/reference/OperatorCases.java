package org.dpmodel.graph.reference;

import java.util.ArrayList;
import java.util.List;

/**
 * The node configurations on which every engine has to agree with the reference interpreter. An operator that is added
 * to the graphs gets its rows here.
 */
public final class OperatorCases {
    private OperatorCases() {}

    /**
     * All cases, the same on each call.
     *
     * @return cases of distinct names
     */
    public static List<OperatorCase> all() {
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
