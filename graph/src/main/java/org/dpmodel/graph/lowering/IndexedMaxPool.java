package org.dpmodel.graph.lowering;

import java.util.List;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Recording;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Maximum pooling that keeps the index of each maximum, and scatters the gradient there. Gradients of elements that
 * several windows share are added, which needs ScatterElements with a reduction (operator set 16 or later).
 */
public final class IndexedMaxPool implements MaxPoolLowering {
    @Override
    public Recording record(Ops ops, Value x, ConvGeometry geometry) {
        Attributes attributes = geometry.window().with("dilations", geometry.dilations());
        List<Value> pooled = ops.builder().call("MaxPool", attributes, 2, x);
        return Recording.of(
                pooled.get(0),
                (gradient, sink) -> sink.activation(0, () -> scatter(ops, x, pooled.get(1), gradient, geometry)));
    }

    private static Value scatter(Ops ops, Value x, Value places, Value gradient, ConvGeometry geometry) {
        long size = x.shape().size();
        long count = gradient.shape().size();
        Attributes fill = Attributes.none().with("value", new Attribute.Tensor(Constant.floats(Shape.of(1), 0f)));
        Value zeros = ops.builder().call("ConstantOfShape", fill, ops.ints(size));
        Attributes attributes = Attributes.none().with("axis", 0);
        if (geometry.overlaps()) {
            attributes = attributes.with("reduction", new Attribute.Text("add"));
        }
        Value scattered = ops.builder()
                .call("ScatterElements", attributes, zeros, ops.reshape(places, count), ops.reshape(gradient, count));
        return ops.reshape(scattered, x.shape());
    }
}
