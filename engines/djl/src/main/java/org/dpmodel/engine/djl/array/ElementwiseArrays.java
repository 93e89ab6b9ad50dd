package org.dpmodel.engine.djl.array;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;

/** Functions, arithmetic and comparisons of single elements, with NumPy's broadcasting. */
final class ElementwiseArrays {
    private ElementwiseArrays() {}

    static void addTo(Map<String, ArrayOperator> operators) {
        operators.put("Identity", unary(x -> x));
        operators.put("Relu", unary(x -> x.getNDArrayInternal().relu()));
        operators.put("Tanh", unary(NDArray::tanh));
        operators.put("Sigmoid", unary(x -> x.getNDArrayInternal().sigmoid()));
        operators.put("Exp", unary(NDArray::exp));
        operators.put("Log", unary(NDArray::log));
        operators.put("Sqrt", unary(NDArray::sqrt));
        operators.put("Neg", unary(NDArray::neg));
        operators.put("Abs", unary(NDArray::abs));
        operators.put("Erf", unary(NDArray::erf));
        operators.put("Sign", unary(NDArray::sign));
        operators.put("Floor", unary(NDArray::floor));
        operators.put("Sin", unary(NDArray::sin));
        operators.put("Cos", unary(NDArray::cos));
        operators.put("Reciprocal", unary(x -> x.onesLike().div(x)));
        operators.put("Add", binary(NDArray::add));
        operators.put("Sub", binary(NDArray::sub));
        operators.put("Mul", binary(NDArray::mul));
        operators.put("Pow", binary(NDArray::pow));
        operators.put("Div", ArrayOperators.single(ElementwiseArrays::divide));
        operators.put("Max", folded(NDArray::maximum));
        operators.put("Min", folded(NDArray::minimum));
        operators.put("Equal", binary(NDArray::eq));
        operators.put("Greater", binary(NDArray::gt));
        operators.put("GreaterOrEqual", binary(NDArray::gte));
        operators.put("Less", binary(NDArray::lt));
        operators.put("LessOrEqual", binary(NDArray::lte));
        operators.put("And", binary(NDArray::logicalAnd));
        operators.put("Or", binary(NDArray::logicalOr));
        operators.put("Not", unary(NDArray::logicalNot));
        operators.put("Where", ArrayOperators.single(ElementwiseArrays::where));
        operators.put("Cast", ArrayOperators.single(ElementwiseArrays::cast));
    }

    private static ArrayOperator unary(UnaryOperator<NDArray> function) {
        return ArrayOperators.single(node -> function.apply(node.in(0)));
    }

    private static ArrayOperator binary(BinaryOperator<NDArray> function) {
        return ArrayOperators.single(node -> function.apply(node.in(0), node.in(1)));
    }

    private static ArrayOperator folded(BinaryOperator<NDArray> function) {
        return ArrayOperators.single(node -> {
            NDArray sofar = node.in(0);
            for (int i = 1; i < node.inputs(); i++) {
                sofar = function.apply(sofar, node.in(i));
            }
            return sofar;
        });
    }

    /** Integers are refused: ONNX rounds their quotients towards zero, but engines differ. */
    private static NDArray divide(ArrayNode node) {
        node.requireReal(0);
        return node.in(0).div(node.in(1));
    }

    /** All three are repeated first: engines do not broadcast here. */
    private static NDArray where(ArrayNode node) {
        Shape common = node.shape(0).broadcast(node.shape(1)).broadcast(node.shape(2));
        return NDArrays.where(
                node.in(0).broadcast(common.dims()),
                node.in(1).broadcast(common.dims()),
                node.in(2).broadcast(common.dims()));
    }

    private static NDArray cast(ArrayNode node) {
        DataType type = DataType.ofOnnxCode((int) node.attributes().integer("to", 0));
        return node.in(0).toType(ArrayTypes.of(type), false);
    }
}
