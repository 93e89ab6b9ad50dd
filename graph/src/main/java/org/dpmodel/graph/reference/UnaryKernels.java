package org.dpmodel.graph.reference;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.TensorType;

/** Functions of one element. */
final class UnaryKernels {
    private UnaryKernels() {}

    static void addTo(Map<String, Kernel> kernels) {
        kernels.put("Identity", call -> List.of(call.input(0)));
        kernels.put("Relu", real(x -> Math.max(x, 0)));
        kernels.put("Tanh", real(Math::tanh));
        kernels.put("Sigmoid", real(x -> 1 / (1 + Math.exp(-x))));
        kernels.put("Exp", real(Math::exp));
        kernels.put("Log", real(Math::log));
        kernels.put("Sqrt", real(Math::sqrt));
        kernels.put("Sin", real(Math::sin));
        kernels.put("Cos", real(Math::cos));
        kernels.put("Floor", real(Math::floor));
        kernels.put("Ceil", real(Math::ceil));
        kernels.put("Round", real(Math::rint));
        kernels.put("Reciprocal", real(x -> 1 / x));
        kernels.put("Erf", real(UnaryKernels::erf));
        kernels.put("Neg", both(x -> -x, x -> -x));
        kernels.put("Abs", both(Math::abs, Math::abs));
        kernels.put("Sign", both(Math::signum, Long::signum));
        kernels.put("Not", call -> List.of(integers(call, bit -> 1 - bit)));
        kernels.put("Cast", call -> List.of(cast(call)));
    }

    private static Kernel real(DoubleUnaryOperator function) {
        return call -> List.of(reals(call, function));
    }

    private static Kernel both(DoubleUnaryOperator real, LongUnaryOperator integer) {
        return call -> List.of(call.input(0).isReal() ? reals(call, real) : integers(call, integer));
    }

    private static ReferenceTensor reals(KernelCall call, DoubleUnaryOperator function) {
        ReferenceTensor x = call.input(0);
        call.require(x.isReal(), "expected a tensor of floating-point numbers, found " + x.type());
        double[] y = new double[x.size()];
        for (int i = 0; i < y.length; i++) {
            y[i] = function.applyAsDouble(x.real(i));
        }
        return ReferenceTensor.ofReals(x.type(), y);
    }

    private static ReferenceTensor integers(KernelCall call, LongUnaryOperator function) {
        ReferenceTensor x = call.input(0);
        long[] y = new long[x.size()];
        for (int i = 0; i < y.length; i++) {
            y[i] = function.applyAsLong(x.integer(i));
        }
        return ReferenceTensor.ofIntegers(x.type(), y);
    }

    private static ReferenceTensor cast(KernelCall call) {
        ReferenceTensor x = call.input(0);
        DataType to = DataType.ofOnnxCode(Math.toIntExact(call.attributes().integer("to", 0)));
        TensorType type = new TensorType(to, x.shape());
        if (to == DataType.FLOAT || to == DataType.DOUBLE) {
            return ReferenceTensor.ofReals(type, x.toDoubles());
        }
        long[] y = new long[x.size()];
        for (int i = 0; i < y.length; i++) {
            y[i] = switch (to) {
                case BOOL -> x.real(i) == 0 ? 0 : 1;
                case INT32 -> x.isReal() ? (int) x.real(i) : (int) x.integer(i);
                default -> x.isReal() ? (long) x.real(i) : x.integer(i);
            };
        }
        return ReferenceTensor.ofIntegers(type, y);
    }

    /**
     * The error function, 2/√π ∫₀ˣ exp(-t²) dt, by its series 2/√π exp(-x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!, all terms of which
     * have the same sign (Abramowitz and Stegun 1964, 7.1.6).
     */
    private static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x); // 1 - erf(6) is below 3e-17
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
