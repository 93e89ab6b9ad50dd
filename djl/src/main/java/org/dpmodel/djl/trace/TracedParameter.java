package org.dpmodel.djl.trace;

import java.util.Arrays;
import java.util.Optional;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.nn.Initializer;

/**
 * A parameter of a block.
 *
 * @param name its full name in the block
 * @param shape its shape in the block
 * @param trained whether it is trained
 * @param values its values, if it has any
 * @param start how its values are drawn, if it has none yet
 */
record TracedParameter(
        String name, Shape shape, boolean trained, Optional<float[]> values, Optional<Initializer> start) {

    TensorType type() {
        return new TensorType(DataType.FLOAT, shape);
    }

    /** The values as an initializer of the graph; zeros where they are drawn later. */
    Constant constant(boolean transposed) {
        float[] known = values.orElseGet(() -> new float[Math.toIntExact(shape.size())]);
        return transposed
                ? Constant.floats(Shape.of(shape.dim(1), shape.dim(0)), transpose(known, shape.dim(0), shape.dim(1)))
                : Constant.floats(shape, known);
    }

    /** Draws the values in the block's layout, and converts them to the graph's layout. */
    Optional<Initializer> start(boolean transposed) {
        return transposed ? start.map(this::transposedStart) : start;
    }

    private Initializer transposedStart(Initializer initializer) {
        return (drawn, dims, random) -> {
            initializer.fill(drawn, shape.dims(), random);
            float[] turned = transpose(drawn.clone(), shape.dim(0), shape.dim(1));
            System.arraycopy(turned, 0, drawn, 0, turned.length);
        };
    }

    /** The transpose of a row-major matrix with the given rows and columns. */
    static float[] transpose(float[] matrix, long rows, long columns) {
        float[] turned = new float[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[(int) (column * rows + row)] = matrix[(int) (row * columns + column)];
            }
        }
        return turned;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TracedParameter parameter && name.equals(parameter.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name + " " + shape + values.map(v -> " " + Arrays.hashCode(v)).orElse("");
    }
}
