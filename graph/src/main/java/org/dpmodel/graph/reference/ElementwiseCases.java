package org.dpmodel.graph.reference;

import java.util.List;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;

/** Rows for functions of single elements, with broadcasting. */
final class ElementwiseCases {
    private ElementwiseCases() {}

    static void addTo(List<CaseBuilder> cases) {
        for (String operator : List.of("Identity", "Relu", "Tanh", "Sigmoid", "Exp", "Neg", "Abs", "Erf", "Sign")) {
            cases.add(new CaseBuilder(operator, "").uniform(-4, 4, 3, 4, 5));
        }
        for (String operator : List.of("Log", "Sqrt", "Reciprocal")) {
            cases.add(new CaseBuilder(operator, "").uniform(0.1, 9, 3, 4, 5));
        }
        cases.add(new CaseBuilder("Tanh", "of large elements").uniform(-40, 40, 20));
        cases.add(new CaseBuilder("Sigmoid", "of large elements").uniform(-80, 80, 20));
        cases.add(new CaseBuilder("Neg", "of integers").longs(-5, 5, 6));
        cases.add(new CaseBuilder("Identity", "of a scalar").normal());
        for (String operator : List.of("Add", "Sub", "Mul", "Div", "Min", "Max")) {
            cases.add(new CaseBuilder(operator, "same shapes").normal(3, 4).uniform(0.5, 2, 3, 4));
            cases.add(new CaseBuilder(operator, "row").normal(2, 3, 4).uniform(0.5, 2, 4));
            cases.add(new CaseBuilder(operator, "channel").normal(2, 3, 4, 4).uniform(0.5, 2, 3, 1, 1));
            cases.add(new CaseBuilder(operator, "column and row").normal(3, 1).uniform(0.5, 2, 1, 4));
            cases.add(new CaseBuilder(operator, "scalar").normal(2, 3).uniform(0.5, 2));
            cases.add(new CaseBuilder(operator, "of integers").longs(1, 9, 6).longs(1, 9, 6));
        }
        cases.add(new CaseBuilder("Min", "of three").normal(3, 4).normal(4).normal(3, 1));
        cases.add(new CaseBuilder("Max", "of four")
                .normal(3, 4)
                .normal(3, 4)
                .normal(3, 4)
                .normal(3, 4));
        cases.add(new CaseBuilder("Pow", "").uniform(0.1, 3, 3, 4).uniform(-2, 2, 4));
        cases.add(new CaseBuilder("Pow", "square of negative elements")
                .normal(3, 4)
                .constant(ReferenceTensor.floats(Shape.of(), 2)));
        addRelations(cases);
        for (DataType to : List.of(DataType.INT64, DataType.INT32, DataType.BOOL, DataType.DOUBLE)) {
            cases.add(cast("float to " + to, to).levels(3, 4, 5));
        }
        cases.add(cast("negative float to INT64", DataType.INT64).uniform(-3, 3, 20));
        cases.add(cast("BOOL to float", DataType.FLOAT).bools(4, 5));
        cases.add(cast("INT64 to float", DataType.FLOAT).longs(-9, 9, 4, 5));
        cases.add(new CaseBuilder("Not", "").bools(7));
    }

    private static void addRelations(List<CaseBuilder> cases) {
        for (String operator : List.of("Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual")) {
            cases.add(new CaseBuilder(operator, "").levels(3, 4, 5).levels(3, 4, 5));
            cases.add(new CaseBuilder(operator, "broadcast").levels(3, 2, 4, 5).levels(3, 4, 1));
            cases.add(new CaseBuilder(operator, "of integers").longs(0, 3, 9).longs(0, 3, 9));
        }
        for (String operator : List.of("And", "Or")) {
            cases.add(new CaseBuilder(operator, "").bools(4, 5).bools(4, 5));
            cases.add(new CaseBuilder(operator, "broadcast").bools(4, 5).bools(4, 1));
        }
        cases.add(new CaseBuilder("Where", "").bools(3, 4).normal(3, 4).normal(3, 4));
        cases.add(new CaseBuilder("Where", "broadcast")
                .bools(3, 1)
                .normal(2, 3, 4)
                .normal());
    }

    private static CaseBuilder cast(String configuration, DataType to) {
        return new CaseBuilder("Cast", configuration).integer("to", to.onnxCode());
    }
}
