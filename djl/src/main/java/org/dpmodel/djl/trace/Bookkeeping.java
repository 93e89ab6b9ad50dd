package org.dpmodel.djl.trace;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import java.util.Map;
import org.dpmodel.graph.Attributes;

/** Methods that ask an array about itself, and those that matter only for arrays with memory. */
final class Bookkeeping {
    private Bookkeeping() {}

    static void addTo(Map<String, Call.Operation> all) {
        all.put("getShape", call -> Types.of(call.self().type().shape()));
        all.put("getDataType", call -> Types.of(call.self().type().dataType()));
        all.put("getDevice", call -> Device.cpu());
        all.put("getManager", call -> call.recorder().manager());
        all.put("getSparseFormat", call -> SparseFormat.DENSE);
        all.put("getUid", call -> "traced-" + System.identityHashCode(call.self()));
        all.put("isReleased", call -> false);
        all.put("hasGradient", call -> false);
        for (String nothing : new String[] {"attach", "tempAttach", "detach", "close", "setRequiresGradient"}) {
            all.put(nothing, call -> null);
        }
        all.put("toDevice", call -> SymbolicArray.create(call.self()));
        all.put("duplicate", call -> SymbolicArray.create(call.self()));
        all.put("toType", Bookkeeping::toType);
    }

    private static Object toType(Call call) {
        DataType wanted = (DataType) call.arguments()[0];
        if (Types.of(wanted) == call.self().type().dataType()) {
            return SymbolicArray.create(call.self());
        }
        return call.node("Cast", Attributes.none().with("to", Types.of(wanted).onnxCode()), call.value());
    }
}
