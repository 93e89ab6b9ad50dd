package org.dpmodel.graph.reference;

import java.util.List;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;

/** Cases for functions of single elements, with broadcasting. */
final class ElementwiseCases {
    private ElementwiseCases() {}

    static void addTo(List<CaseBuilder> cases) {
        cases.add(new CaseBuilder("Ceil", "").normal(3, 4));
        cases.add(new CaseBuilder("Round", "").uniform(-9, 9, 3, 4));
        cases.add(new CaseBuilder("Mod", "of integers").longs(-9, 9, 3, 4).longs(1, 5, 4));
        cases.add(new CaseBuilder("Mod", "with the sign of the dividend")
                .integer("fmod", 1)
                .longs(-9, 9, 3, 4)
                .longs(1, 5, 4));
        for (String operator : List.of(
                "Identity", "Relu", "Tanh", "Sigmoid", "Exp", "Neg", "Abs", "Erf", "Sign", "Floor", "Sin", "Cos")) {
            cases.add(new CaseBuilder(operator, "").uniform(-4, 4, 3, 4, 5));
        }
        for (String operator : List.of("Log", "Sqrt", "Reciprocal")) {
            cases.add(new CaseBuilder(operator, "").uniform(0.1, 9, 3, 4, 5));
        }
        cases.add(new CaseBuilder("Tanh", "of large elements").uniform(-40, 40, 20));
        cases.add(new CaseBuilder("Sigmoid", "of large elements").uniform(-80, 80, 20));
        cases.add(new CaseBuilder("Erf", "of large and small elements")
                .input(ReferenceTensor.floats(Shape.of(8), -30, -5.5, -1e-20, 0, 1e-6, 0.5, 3.9, 100)));
        for (String operator : List.of("Sin", "Cos")) {
            cases.add(new CaseBuilder(operator, "of large elements").uniform(-100, 100, 40));
        }
        cases.add(new CaseBuilder("Floor", "of whole elements and halves")
                .input(ReferenceTensor.floats(Shape.of(7), -2, -1.5, -0.5, 0, 0.5, 1, 1e9)));
        cases.add(new CaseBuilder("Sign", "of zeros").input(ReferenceTensor.floats(Shape.of(4), -1e-30, 0, 1e-30, 2)));
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
        cases.add(new CaseBuilder("Pow", "broadcast").uniform(0.1, 3, 2, 1, 4).uniform(-2, 2, 3, 1));
        cases.add(new CaseBuilder("Pow", "scalar base")
                .constant(ReferenceTensor.floats(Shape.of(1), 10))
                .uniform(-2, 2, 3, 4));
        cases.add(new CaseBuilder("Pow", "whole exponents of negative elements")
                .normal(3, 4)
                .input(ReferenceTensor.floats(Shape.of(4), 3, 1, 0, -1)));
        cases.add(new CaseBuilder("Pow", "of zero")
                .input(ReferenceTensor.floats(Shape.of(3), 0, 0, 0))
                .input(ReferenceTensor.floats(Shape.of(3), 0, 0.5, 2)));
        for (String operator : List.of("Add", "Sub", "Mul")) {
            cases.add(new CaseBuilder(operator, "of integers, broadcast")
                    .longs(-9, 9, 2, 3, 1)
                    .longs(-9, 9, 3, 4));
        }
        addRelations(cases);
        for (DataType to : List.of(DataType.INT64, DataType.INT32, DataType.BOOL, DataType.DOUBLE)) {
            cases.add(cast("float to " + to, to).levels(3, 4, 5));
        }
        cases.add(cast("negative float to INT64", DataType.INT64).uniform(-3, 3, 20));
        cases.add(cast("BOOL to float", DataType.FLOAT).bools(4, 5));
        cases.add(cast("INT64 to float", DataType.FLOAT).longs(-9, 9, 4, 5));
        cases.add(cast("BOOL to INT64", DataType.INT64).bools(4, 5));
        cases.add(cast("INT64 to BOOL", DataType.BOOL).longs(-1, 2, 4, 5));
        cases.add(new CaseBuilder("Not", "").bools(7));
    }

    private static void addRelations(List<CaseBuilder> cases) {
        for (String operator : List.of("Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual")) {
            cases.add(new CaseBuilder(operator, "").levels(3, 4, 5).levels(3, 4, 5));
            cases.add(new CaseBuilder(operator, "broadcast").levels(3, 2, 4, 5).levels(3, 4, 1));
            cases.add(new CaseBuilder(operator, "of integers").longs(0, 3, 9).longs(0, 3, 9));
            cases.add(new CaseBuilder(operator, "of integers, row and column")
                    .longs(0, 4, 1, 6)
                    .constant(ReferenceTensor.longs(Shape.of(4, 1), 0, 1, 2, 3)));
        }
        cases.add(new CaseBuilder("Equal", "of bools").bools(4, 5).bools(4, 1));
        for (String operator : List.of("And", "Or")) {
            cases.add(new CaseBuilder(operator, "").bools(4, 5).bools(4, 5));
            cases.add(new CaseBuilder(operator, "broadcast").bools(4, 5).bools(4, 1));
        }
        cases.add(new CaseBuilder("Where", "").bools(3, 4).normal(3, 4).normal(3, 4));
        cases.add(new CaseBuilder("Where", "broadcast")
                .bools(3, 1)
                .normal(2, 3, 4)
                .normal());
        cases.add(new CaseBuilder("Where", "a number elsewhere")
                .bools(2, 3, 4)
                .normal(2, 3, 4)
                .constant(ReferenceTensor.floats(Shape.of(1), -1e30)));
        cases.add(new CaseBuilder("Where", "of a number and a row")
                .bools(3, 4)
                .constant(ReferenceTensor.floats(Shape.of(1), 0))
                .normal(4));
        cases.add(new CaseBuilder("Where", "of integers")
                .bools(3, 4)
                .longs(-9, 9, 3, 4)
                .longs(-9, 9, 3, 4));
        cases.add(new CaseBuilder("Where", "of integers, broadcast")
                .bools(2, 1, 4)
                .longs(-9, 9, 3, 1)
                .constant(ReferenceTensor.longs(Shape.of(1), 7)));
    }

    private static CaseBuilder cast(String configuration, DataType to) {
        return new CaseBuilder("Cast", configuration).integer("to", to.onnxCode());
    }
}
