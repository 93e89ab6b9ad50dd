package org.dpmodel.djl.trace;

import java.lang.reflect.Method;
import java.util.Set;
import org.dpmodel.graph.GraphException;

/** Methods of arrays that cannot become part of a network, each refused with the reason and a remedy. */
final class Refusals {
    private static final Set<String> READS_VALUES = Set.of(
            "getScalar",
            "getLong",
            "getDouble",
            "getFloat",
            "getInt",
            "getByte",
            "getUint8",
            "getBoolean",
            "toArray",
            "toByteArray",
            "toByteBuffer",
            "toBooleanArray",
            "toDoubleArray",
            "toFloatArray",
            "toIntArray",
            "toLongArray",
            "toShortArray",
            "toUint8Array",
            "toUnsignedIntArray",
            "toUnsignedShortArray",
            "toStringArray",
            "encode",
            "allClose",
            "contentEquals",
            "nonzero",
            "booleanMask",
            "unique");

    private static final Set<String> IN_PLACE = Set.of(
            "addi",
            "subi",
            "muli",
            "divi",
            "modi",
            "powi",
            "signi",
            "negi",
            "rdivi",
            "rsubi",
            "rmodi",
            "rpowi",
            "set",
            "setScalar",
            "put",
            "intern",
            "copyTo",
            "adadeltaUpdate",
            "adagradUpdate",
            "adamUpdate",
            "nagUpdate",
            "rmspropUpdate",
            "sgdUpdate");

    private Refusals() {}

    /** Refuses what DJL could run by default methods, but a network cannot contain. */
    static void check(Method method) {
        if (READS_VALUES.contains(method.getName())) {
            throw new GraphException(named(method) + " reads the values of an array, which do not exist while a "
                    + "block is traced: a network is a fixed graph, so decide by shapes, or compute only with arrays");
        }
        if (IN_PLACE.contains(method.getName())) {
            String pure = method.getName().endsWith("i")
                    ? ": call " + method.getName().substring(0, method.getName().length() - 1) + " instead"
                    : ": compute a new array instead";
            throw new GraphException(named(method)
                    + " changes an array in place, which a network cannot do, being a fixed graph" + pure);
        }
    }

    /** The error for methods that are not known here. */
    static GraphException unknown(Method method) {
        return new GraphException(named(method)
                + " has no network operator: compute it in the dataset, or use other operations; docs/operators.md "
                + "lists those that networks can contain");
    }

    private static String named(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}
