package org.dpmodel.graph.operator;

import java.util.List;
import java.util.Set;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.type.OperatorCall;

/** Conversion to the element type of another value, whose elements are not used. */
final class CastLike implements CompositeOperator {
    @Override
    public Set<Integer> settingInputs() {
        return Set.of(1);
    }

    @Override
    public List<Value> expand(Ops ops, OperatorCall call) {
        return List.of(ops.cast(call.input(0), call.input(1).type().dataType()));
    }
}
