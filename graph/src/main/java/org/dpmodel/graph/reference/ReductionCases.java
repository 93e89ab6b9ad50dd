package org.dpmodel.graph.reference;

import java.util.List;

/** Cases for reductions and softmax. */
final class ReductionCases {
    private ReductionCases() {}

    static void addTo(List<CaseBuilder> cases) {
        cases.add(new CaseBuilder("ReduceSum", "of everything").normal(2, 3, 4));
        cases.add(new CaseBuilder("ReduceSum", "one axis").normal(2, 3, 4).constant(1));
        cases.add(new CaseBuilder("ReduceSum", "two axes")
                .normal(2, 3, 4, 2)
                .constant(0, 2)
                .integer("keepdims", 0));
        cases.add(new CaseBuilder("ReduceSum", "negative axis")
                .normal(2, 3, 4)
                .constant(-1)
                .integer("keepdims", 0));
        cases.add(new CaseBuilder("ReduceSum", "to a scalar")
                .normal(2, 3)
                .constant(0, 1)
                .integer("keepdims", 0));
        cases.add(new CaseBuilder("ReduceSum", "of integers").longs(-5, 5, 3, 4).constant(1));
        for (String operator : List.of("ReduceMax", "ReduceMin", "ReduceProd", "ReduceMean", "ReduceSumSquare")) {
            cases.add(new CaseBuilder(operator, "of everything").normal(2, 3, 4));
            cases.add(new CaseBuilder(operator, "one axis").normal(2, 3, 4).integers("axes", 1));
            cases.add(new CaseBuilder(operator, "two axes")
                    .normal(2, 3, 4, 2)
                    .integers("axes", -1, 1)
                    .integer("keepdims", 0));
        }
        cases.add(new CaseBuilder("ReduceProd", "of integers").longs(1, 5, 3, 4).integers("axes", 1));
        cases.add(new CaseBuilder("ReduceMax", "inner axes of five")
                .normal(2, 2, 3, 2, 3)
                .integers("axes", 2, 4)
                .integer("keepdims", 0));
        cases.add(new CaseBuilder("ReduceMax", "first axis")
                .normal(4, 3)
                .integers("axes", 0)
                .integer("keepdims", 1));
        cases.add(new CaseBuilder("ReduceMax", "of integers").longs(-5, 5, 3, 4).integers("axes", 1));
        cases.add(new CaseBuilder("ReduceMax", "axes as an input")
                .normal(2, 3, 4)
                .constant(0, 2)
                .integer("keepdims", 0)
                .opset(18));
        for (String operator : List.of("Softmax", "LogSoftmax")) {
            for (int axis = 0; axis < 5; axis++) {
                cases.add(new CaseBuilder(operator, "axis " + axis + " of five")
                        .normal(2, 3, 2, 4, 3)
                        .integer("axis", axis));
            }
            cases.add(new CaseBuilder(operator, "last axis").normal(3, 10));
            cases.add(new CaseBuilder(operator, "axis 1 written out")
                    .normal(3, 10)
                    .integer("axis", 1));
            cases.add(new CaseBuilder(operator, "inner axis").normal(2, 4, 3).integer("axis", 1));
            cases.add(new CaseBuilder(operator, "first axis").normal(4, 3).integer("axis", 0));
            cases.add(new CaseBuilder(operator, "large logits").uniform(-80, 80, 3, 10));
        }
    }
}
