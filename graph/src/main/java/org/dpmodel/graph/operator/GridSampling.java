package org.dpmodel.graph.operator;

import java.util.List;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/**
 * GridSample of images {@code [batch, channels, height, width]} at points {@code [batch, rows, columns, 2]}: weights of all
 * columns and of all rows of pixels for each point, whose products with the image are summed. With x₀ = ⌊x⌋, pixel x₀ has
 * the weight 1 − (x − x₀) and the next one x − x₀, so that the derivative to the right is taken where a point hits a pixel, as
 * in PyTorch.
 */
final class GridSampling implements CompositeOperator {
    /** Products with an image take 16 MiB for each example. */
    private static final long MOST_PRODUCTS = 1L << 22;

    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        Shape image = call.input(0).shape();
        Shape grid = call.input(1).shape();
        call.require(
                image.rank() == 4 && grid.rank() == 4 && grid.dim(3) == 2,
                () -> "its inputs must be [batch, channels, height, width] and [batch, rows, columns, 2], found "
                        + image + " and " + grid);
        long examples = image.dim(0);
        long channels = image.dim(1);
        long height = image.dim(2);
        long width = image.dim(3);
        long points = grid.dim(1) * grid.dim(2);
        call.require(
                points * channels * height <= MOST_PRODUCTS,
                () -> "it multiplies " + points + " points by " + channels + " channels of " + height + " rows, and may"
                        + " have " + MOST_PRODUCTS + " products at most: make the images or the grid smaller");
        Value rows = ops.transpose(call.input(0), 0, 3, 1, 2);
        Value columns = weights(ops, call, grid, 0, width);
        Value along = ops.matMul(columns, ops.reshape(rows, examples, width, channels * height));
        Value weighted = ops.mul(
                ops.reshape(along, grid.dim(0), points, channels, height),
                ops.reshape(weights(ops, call, grid, 1, height), grid.dim(0), points, 1, height));
        Value samples = ops.transpose(ops.reduceSum(weighted, false, 3), 0, 2, 1);
        return List.of(ops.reshape(samples, grid.dim(0), channels, grid.dim(1), grid.dim(2)));
    }

    /** {@code [batch, points, size]}. */
    private static Value weights(Ops ops, OperatorCall call, Shape grid, int coordinate, long size) {
        Value coordinates = ops.reshape(
                ops.slice(
                        call.input(1),
                        new long[] {coordinate},
                        new long[] {coordinate + 1L},
                        new long[] {3},
                        new long[] {1}),
                grid.dim(0),
                grid.dim(1) * grid.dim(2),
                1);
        boolean corners = call.attributes().integer("align_corners", 0) != 0;
        float scale = (corners ? size - 1 : size) / 2f;
        Value x = ops.add(ops.mul(coordinates, ops.scalar(scale)), ops.scalar((size - 1) / 2f));
        String padding = call.attributes().text("padding_mode", "zeros");
        call.require(
                padding.equals("zeros") || padding.equals("border"),
                () -> "its padding_mode must be zeros or border, found " + padding);
        if (padding.equals("border")) {
            x = ops.elementwise("Clip", x, number(ops, 0), number(ops, size - 1f));
        }
        Value pixels = ops.counted(0, 1, 1, size);
        String mode = call.attributes().text("mode", "linear");
        call.require(
                mode.equals("linear") || mode.equals("bilinear") || mode.equals("nearest"),
                () -> "its mode must be linear, bilinear or nearest, found " + mode);
        if (mode.equals("nearest")) {
            return ops.indicator(ops.elementwise("Equal", pixels, ops.elementwise("Round", x)));
        }
        Value first = ops.elementwise("Floor", x);
        Value part = ops.sub(x, first);
        Value second = ops.add(first, ops.scalar(1));
        Value right = ops.where(ops.elementwise("Equal", pixels, second), part, ops.scalar(0));
        return ops.where(ops.elementwise("Equal", pixels, first), ops.sub(ops.scalar(1), part), right);
    }

    private static Value number(Ops ops, float value) {
        return ops.builder().constant(Constant.floats(Shape.of(), value));
    }
}
