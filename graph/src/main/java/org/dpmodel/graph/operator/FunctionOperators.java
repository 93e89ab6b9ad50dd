package org.dpmodel.graph.operator;

import java.util.Map;
import org.dpmodel.graph.type.Operator;

/** Elementwise functions, and functions composed of them: activations, normalizations, reductions. */
final class FunctionOperators {
    private FunctionOperators() {}

    static void addTo(Map<String, Operator> operators) {
        addArithmetic(operators);
        addFlat(operators);
        operators.put("Relu", new Activation(Activation.RELU));
        operators.put("Sigmoid", new Activation(Activation.SIGMOID));
        operators.put("Tanh", new Activation(Activation.TANH));
        operators.put("Softmax", new Softmax(false));
        operators.put("LogSoftmax", new Softmax(true));
        ComposedFunctions.addTo(operators);
        HyperbolicFunctions.addTo(operators);
        InverseTrigonometric.addTo(operators);
        Activations.addTo(operators);
        Reductions.addTo(operators);
        Normalizations.addTo(operators);
        operators.put("Attention", new Attention());
        operators.put("DFT", new FourierTransform());
        operators.put("Einsum", new Einsum());
        operators.put("STFT", new ShortTimeTransform());
    }

    private static void addArithmetic(Map<String, Operator> operators) {
        operators.put("Abs", ElementaryFunction.ABS);
        operators.put("Add", BinaryArithmetic.ADD);
        operators.put("Cast", new Cast());
        operators.put("CastLike", new CastLike());
        operators.put("Clip", new Clip());
        operators.put("Cos", ElementaryFunction.COS);
        operators.put("Div", BinaryArithmetic.DIV);
        operators.put("Erf", ElementaryFunction.ERF);
        operators.put("Exp", ElementaryFunction.EXP);
        operators.put("Identity", new Identity());
        operators.put("Log", ElementaryFunction.LOG);
        operators.put("Max", Extremum.MAX);
        operators.put("Min", Extremum.MIN);
        operators.put("Mul", BinaryArithmetic.MUL);
        operators.put("Neg", ElementaryFunction.NEG);
        operators.put("Pow", new Power());
        operators.put("Sin", ElementaryFunction.SIN);
        operators.put("Sqrt", ElementaryFunction.SQRT);
        operators.put("Sub", BinaryArithmetic.SUB);
        operators.put("Where", new Choice());
    }

    private static void addFlat(Map<String, Operator> operators) {
        operators.put("And", new FlatFunction(Elementwise.LOGIC, 2));
        operators.put("Equal", new FlatFunction(Elementwise.COMPARISON, 2));
        operators.put("Floor", new FlatFunction(Elementwise.FUNCTION, 1));
        operators.put("Greater", new FlatFunction(Elementwise.COMPARISON, 2));
        operators.put("GreaterOrEqual", new FlatFunction(Elementwise.COMPARISON, 2));
        operators.put("Less", new FlatFunction(Elementwise.COMPARISON, 2));
        operators.put("LessOrEqual", new FlatFunction(Elementwise.COMPARISON, 2));
        operators.put("Not", new FlatFunction(Elementwise.LOGIC, 1));
        operators.put("Or", new FlatFunction(Elementwise.LOGIC, 2));
        operators.put("Sign", new FlatFunction(Elementwise.ARITHMETIC, 1));
    }
}
