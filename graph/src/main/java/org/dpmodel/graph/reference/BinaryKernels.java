package org.dpmodel.graph.reference;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;

/** Functions of several elements at the same position, after broadcasting. */
final class BinaryKernels {
    private interface RealRelation {
        boolean holds(double a, double b);
    }

    private interface IntegerRelation {
        boolean holds(long a, long b);
    }

    private BinaryKernels() {}

    static void addTo(Map<String, Kernel> kernels) {
        kernels.put("Add", arithmetic(Double::sum, Long::sum));
        kernels.put("Sub", arithmetic((a, b) -> a - b, (a, b) -> a - b));
        kernels.put("Mul", arithmetic((a, b) -> a * b, (a, b) -> a * b));
        kernels.put("Div", arithmetic((a, b) -> a / b, (a, b) -> a / b));
        kernels.put("Mod", BinaryKernels::mod);
        kernels.put("Pow", arithmetic(Math::pow, (a, b) -> (long) Math.pow((double) a, (double) b)));
        kernels.put("Min", variadic(Math::min, Math::min));
        kernels.put("Max", variadic(Math::max, Math::max));
        kernels.put("Equal", relation((a, b) -> a == b, (a, b) -> a == b));
        kernels.put("Greater", relation((a, b) -> a > b, (a, b) -> a > b));
        kernels.put("Less", relation((a, b) -> a < b, (a, b) -> a < b));
        kernels.put("GreaterOrEqual", relation((a, b) -> a >= b, (a, b) -> a >= b));
        kernels.put("LessOrEqual", relation((a, b) -> a <= b, (a, b) -> a <= b));
        kernels.put("And", logical((a, b) -> a & b));
        kernels.put("Or", logical((a, b) -> a | b));
        kernels.put("Where", BinaryKernels::where);
    }

    private static Kernel arithmetic(DoubleBinaryOperator real, LongBinaryOperator integer) {
        return call -> List.of(combine(call.input(0), call.input(1), real, integer));
    }

    /** The sign is that of the divisor, or with fmod that of the dividend. */
    private static List<ReferenceTensor> mod(KernelCall call) {
        boolean truncated = call.attributes().integer("fmod", 0) != 0;
        return List.of(
                combine(call.input(0), call.input(1), (a, b) -> a % b, truncated ? (a, b) -> a % b : Math::floorMod));
    }

    private static Kernel logical(LongBinaryOperator function) {
        return call -> {
            call.require(call.input(0).type().dataType() == DataType.BOOL, "expected bools");
            return List.of(combine(call.input(0), call.input(1), (a, b) -> Double.NaN, function));
        };
    }

    private static Kernel variadic(DoubleBinaryOperator real, LongBinaryOperator integer) {
        BinaryOperator<ReferenceTensor> fold = (a, b) -> combine(a, b, real, integer);
        return call -> List.of(call.inputs().stream().reduce(fold).orElseThrow());
    }

    private static Kernel relation(RealRelation real, IntegerRelation integer) {
        return call -> {
            ReferenceTensor a = call.input(0);
            ReferenceTensor b = call.input(1);
            Grid ofA = Grid.of(a.shape());
            Grid ofB = Grid.of(b.shape());
            Grid common = Grid.of(a.shape().broadcast(b.shape()));
            long[] bits = new long[common.size()];
            common.forEach(position -> {
                int i = ofA.broadcastOffset(position);
                int j = ofB.broadcastOffset(position);
                boolean holds =
                        a.isReal() ? real.holds(a.real(i), b.real(j)) : integer.holds(a.integer(i), b.integer(j));
                bits[common.offset(position)] = holds ? 1 : 0;
            });
            return List.of(ReferenceTensor.ofIntegers(new TensorType(DataType.BOOL, common.shape()), bits));
        };
    }

    private static ReferenceTensor combine(
            ReferenceTensor a, ReferenceTensor b, DoubleBinaryOperator real, LongBinaryOperator integer) {
        Grid ofA = Grid.of(a.shape());
        Grid ofB = Grid.of(b.shape());
        Grid common = Grid.of(a.shape().broadcast(b.shape()));
        TensorType type = a.type().withShape(common.shape());
        double[] reals = new double[a.isReal() ? common.size() : 0];
        long[] integers = new long[a.isReal() ? 0 : common.size()];
        common.forEach(position -> {
            int i = ofA.broadcastOffset(position);
            int j = ofB.broadcastOffset(position);
            if (a.isReal()) {
                reals[common.offset(position)] = real.applyAsDouble(a.real(i), b.real(j));
            } else {
                integers[common.offset(position)] = integer.applyAsLong(a.integer(i), b.integer(j));
            }
        });
        return a.isReal() ? ReferenceTensor.ofReals(type, reals) : ReferenceTensor.ofIntegers(type, integers);
    }

    private static List<ReferenceTensor> where(KernelCall call) {
        ReferenceTensor condition = call.input(0);
        Shape common = condition
                .shape()
                .broadcast(call.input(1).shape())
                .broadcast(call.input(2).shape());
        ReferenceTensor chosen = call.input(1).broadcast(common);
        ReferenceTensor otherwise = call.input(2).broadcast(common);
        ReferenceTensor bits = condition.broadcast(common);
        double[] reals = new double[chosen.isReal() ? chosen.size() : 0];
        long[] integers = new long[chosen.isReal() ? 0 : chosen.size()];
        for (int i = 0; i < chosen.size(); i++) {
            ReferenceTensor source = bits.integer(i) != 0 ? chosen : otherwise;
            if (chosen.isReal()) {
                reals[i] = source.real(i);
            } else {
                integers[i] = source.integer(i);
            }
        }
        return List.of(
                chosen.isReal()
                        ? ReferenceTensor.ofReals(chosen.type(), reals)
                        : ReferenceTensor.ofIntegers(chosen.type(), integers));
    }
}
