package org.dpmodel.graph.reference;

import java.util.List;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;

/** Cases for operators that select, concatenate or place parts of tensors. */
final class SelectionCases {
    private SelectionCases() {}

    private static CaseBuilder slice(String configuration) {
        return new CaseBuilder("Slice", configuration);
    }

    private static CaseBuilder scatter(String configuration) {
        return new CaseBuilder("ScatterElements", configuration);
    }

    static void addTo(List<CaseBuilder> cases) {
        cases.add(new CaseBuilder("ConstantOfShape", "value")
                .constant(2, 3)
                .attribute("value", new Attribute.Tensor(Constant.floats(Shape.of(1), 2.5f))));
        cases.add(new CaseBuilder("ConstantOfShape", "integers")
                .constant(2)
                .attribute("value", new Attribute.Tensor(Constant.ints(7))));
        cases.add(new CaseBuilder("Concat", "channels")
                .normal(2, 1, 3)
                .normal(2, 2, 3)
                .normal(2, 3, 3)
                .integer("axis", 1));
        cases.add(
                new CaseBuilder("Concat", "last axis").normal(2, 3).normal(2, 1).integer("axis", -1));
        cases.add(new CaseBuilder("Concat", "of integers")
                .longs(0, 9, 2)
                .longs(0, 9, 3)
                .integer("axis", 0));
        cases.add(new CaseBuilder("Concat", "of bools").bools(2, 3).bools(2, 2).integer("axis", 1));
        cases.add(slice("of integers")
                .longs(0, 9, 3, 6)
                .constant(1)
                .constant(6)
                .constant(1)
                .constant(2));
        cases.add(slice("of bools")
                .bools(3, 6)
                .constant(2)
                .constant(5)
                .constant(1)
                .constant(1));
        cases.add(new CaseBuilder("Split", "sizes")
                .normal(2, 6)
                .constant(1, 2, 3)
                .integer("axis", 1)
                .outputs(3));
        cases.add(new CaseBuilder("Split", "equal parts").normal(4, 3).outputs(2));
        cases.add(slice("front").normal(4, 5).constant(1).constant(3));
        cases.add(slice("axes").normal(4, 5, 6).constant(1, 2).constant(4, 5).constant(0, 2));
        cases.add(slice("steps")
                .normal(7, 8)
                .constant(1, 0)
                .constant(7, 8)
                .constant(0, 1)
                .constant(2, 3));
        cases.add(slice("negative positions")
                .normal(6, 5)
                .constant(-4)
                .constant(-1)
                .constant(-1));
        cases.add(slice("ends beyond the axis")
                .normal(6, 5)
                .constant(2)
                .constant(Long.MAX_VALUE)
                .constant(0));
        cases.add(slice("backwards")
                .normal(6, 5)
                .constant(-1)
                .constant(Long.MIN_VALUE)
                .constant(0)
                .constant(-1));
        cases.add(slice("backwards by two")
                .normal(3, 8)
                .constant(6)
                .constant(0)
                .constant(1)
                .constant(-2));
        cases.add(new CaseBuilder("Pad", "zeros").normal(2, 3).constant(1, 0, 0, 2));
        cases.add(new CaseBuilder("Pad", "value")
                .normal(1, 2, 3, 3)
                .constant(0, 0, 1, 1, 0, 0, 2, 0)
                .constant(ReferenceTensor.floats(Shape.of(), -1.5)));
        cases.add(new CaseBuilder("Pad", "negative").normal(4, 5).constant(-1, 1, 0, -2));
        cases.add(new CaseBuilder("Gather", "rows of a table").normal(5, 3).longs(0, 5, 2, 4));
        cases.add(new CaseBuilder("Gather", "inner axis")
                .normal(2, 5, 3)
                .longs(0, 5, 4)
                .integer("axis", 1));
        cases.add(new CaseBuilder("Gather", "inner axis by a matrix of indices")
                .normal(2, 5, 3)
                .longs(0, 5, 2, 4)
                .integer("axis", 1));
        cases.add(new CaseBuilder("Gather", "last axis")
                .normal(2, 3, 5)
                .longs(0, 5, 4)
                .integer("axis", -1));
        cases.add(
                new CaseBuilder("Gather", "three axes of indices").normal(5, 3).longs(0, 5, 2, 1, 3));
        cases.add(new CaseBuilder("Gather", "of integers").longs(-9, 9, 5, 2).longs(0, 5, 4));
        cases.add(new CaseBuilder("Gather", "of a vector").normal(7).longs(0, 7, 2, 3));
        cases.add(new CaseBuilder("Gather", "constant indices")
                .normal(2, 5, 3)
                .constant(4, 0, 0, -1)
                .integer("axis", 1));
        cases.add(new CaseBuilder("Gather", "negative indices").normal(5, 3).longs(-5, 0, 3));
        cases.add(new CaseBuilder("Gather", "scalar index").normal(5, 3).input(ReferenceTensor.longs(Shape.of(), 2)));
        cases.add(scatter("distinct positions")
                .normal(6)
                .input(ReferenceTensor.longs(Shape.of(3), 4, 0, -1))
                .normal(3));
        cases.add(scatter("inner axis")
                .normal(2, 4)
                .input(ReferenceTensor.longs(Shape.of(2, 2), 3, 1, 0, 2))
                .normal(2, 2)
                .integer("axis", 1));
        cases.add(scatter("added")
                .normal(5)
                .input(ReferenceTensor.longs(Shape.of(4), 1, 3, 1, 1))
                .normal(4)
                .attribute("reduction", new Attribute.Text("add"))
                .opset(16));
        cases.add(scatter("rows added")
                .normal(4, 3)
                .input(ReferenceTensor.longs(Shape.of(6, 3), 2, 2, 2, 0, 0, 0, 2, 2, 2, 3, 3, 3, 0, 0, 0, 2, 2, 2))
                .normal(6, 3)
                .integer("axis", 0)
                .attribute("reduction", new Attribute.Text("add"))
                .opset(16));
        cases.add(scatter("added along an inner axis")
                .normal(2, 3, 2)
                .longs(0, 3, 2, 5, 2)
                .normal(2, 5, 2)
                .integer("axis", 1)
                .attribute("reduction", new Attribute.Text("add"))
                .opset(18));
    }
}
