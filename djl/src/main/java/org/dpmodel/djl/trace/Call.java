package org.dpmodel.djl.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * One method that a block calls on an array.
 *
 * @param self the array
 * @param method name of the method
 * @param arguments the arguments
 */
record Call(Symbol self, String method, Object... arguments) {
    /** Handles a call. */
    @FunctionalInterface
    interface Operation {
        /** Writes the operation, and returns the method's result. */
        Object apply(Call call);
    }

    TraceRecorder recorder() {
        return self.recorder();
    }

    Ops ops() {
        return recorder().ops();
    }

    /** The array that the method is called on. */
    Value value() {
        return self.value();
    }

    boolean isArray(int index) {
        return arguments[index] instanceof NDArray;
    }

    /** An array among the arguments. */
    Value array(int index) {
        return recorder().value((NDArray) arguments[index]);
    }

    /** An array or a number among the arguments. */
    Value operand(int index) {
        return isArray(index) ? array(index) : recorder().scalar((Number) arguments[index]);
    }

    int integer(int index) {
        return (Integer) arguments[index];
    }

    float real(int index) {
        return ((Number) arguments[index]).floatValue();
    }

    boolean flag(int index) {
        return (Boolean) arguments[index];
    }

    long[] shape(int index) {
        return ((Shape) arguments[index]).getShape().clone();
    }

    int[] integers(int index) {
        return ((int[]) arguments[index]).clone();
    }

    /** The arrays of a list among the arguments. */
    List<Value> list(int index) {
        List<Value> values = new ArrayList<>();
        ((NDList) arguments[index]).forEach(array -> values.add(recorder().value(array)));
        return values;
    }

    /** A new array. */
    NDArray result(Value value) {
        return recorder().array(value);
    }

    /** Writes one node, and returns its output as an array. */
    NDArray node(String operator, Attributes attributes, Value... inputs) {
        return result(recorder().builder().call(operator, attributes, inputs));
    }
}
