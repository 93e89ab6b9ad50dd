package org.dpmodel.djl.trace;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.nn.Initializer;
import org.dpmodel.nn.Normal;
import org.dpmodel.nn.TruncatedNormal;

/** An {@link NDManager} whose arrays have no values, and which owns no memory. */
final class SymbolicManager implements InvocationHandler {
    private static final Set<String> NOTHING = Set.of(
            "attachInternal",
            "attachUncappedInternal",
            "cap",
            "close",
            "debugDump",
            "detachInternal",
            "setName",
            "tempAttachInternal",
            "zeroGradients");

    private final TraceRecorder recorder;
    private final ArrayCreation creation;

    private SymbolicManager(TraceRecorder recorder, ArrayCreation creation) {
        this.recorder = recorder;
        this.creation = creation;
    }

    static NDManager create(TraceRecorder recorder, ArrayCreation creation) {
        return (NDManager) Proxy.newProxyInstance(
                NDManager.class.getClassLoader(),
                new Class<?>[] {NDManager.class},
                new SymbolicManager(recorder, creation));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        if (NOTHING.contains(name)) {
            return null;
        }
        NDArray created = create(name, arguments);
        if (created != null) {
            return created;
        }
        return switch (name) {
            case "getDevice", "defaultDevice" -> Device.cpu();
            case "newSubManager", "getParentManager" -> proxy;
            case "getEngine" -> TracingEngine.instance();
            case "getManagedArrays" -> List.of();
            case "getName", "toString" -> "tracing";
            case "isOpen" -> true;
            case "from" -> arguments[0];
            case "allocateDirect" -> ByteBuffer.allocate((Integer) arguments[0]).order(ByteOrder.nativeOrder());
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(this);
            default -> {
                if (method.isDefault()) {
                    yield InvocationHandler.invokeDefault(proxy, method, arguments);
                }
                throw Refusals.unknown(method);
            }
        };
    }

    /** The methods to which all ways of creating an array lead; null for other methods. */
    private NDArray create(String name, Object... arguments) {
        if (arguments == null) {
            return null;
        }
        return switch (name + types(arguments)) {
            case "create(Shape,DataType)", "zeros(Shape,DataType)" -> filled(0, arguments[0], arguments[1]);
            case "ones(Shape,DataType)" -> filled(1, arguments[0], arguments[1]);
            case "full(Shape,Float,DataType)" -> filled((Float) arguments[1], arguments[0], arguments[2]);
            case "create(Buffer,Shape,DataType)" ->
                creation.given(recorder, (Shape) arguments[1], (DataType) arguments[2], (Buffer) arguments[0]);
            case "randomNormal(Float,Float,Shape,DataType)" -> drawn(name, normal(arguments), arguments);
            case "truncatedNormal(Float,Float,Shape,DataType)" -> drawn(name, truncated(arguments), arguments);
            case "randomUniform(Float,Float,Shape,DataType)" -> drawn(name, uniform(arguments), arguments);
            default -> null;
        };
    }

    private static String types(Object... arguments) {
        StringBuilder types = new StringBuilder("(");
        for (Object argument : arguments) {
            types.append(types.length() > 1 ? "," : "")
                    .append(
                            argument instanceof Buffer
                                    ? "Buffer"
                                    : argument == null
                                            ? "null"
                                            : argument.getClass().getSimpleName());
        }
        return types.append(')').toString();
    }

    private static Initializer normal(Object... arguments) {
        return shifted((Float) arguments[0], new Normal((Float) arguments[1]));
    }

    private static Initializer truncated(Object... arguments) {
        return shifted((Float) arguments[0], new TruncatedNormal((Float) arguments[1]));
    }

    private static Initializer shifted(float mean, Initializer centred) {
        return mean == 0
                ? centred
                : (values, shape, random) -> {
                    centred.fill(values, shape, random);
                    for (int i = 0; i < values.length; i++) {
                        values[i] += mean;
                    }
                };
    }

    private static Initializer uniform(Object... arguments) {
        float low = (Float) arguments[0];
        float high = (Float) arguments[1];
        return (float[] values, long[] shape, UniformRandomProvider random) -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(low, high);
            }
        };
    }

    private NDArray filled(float value, Object shape, Object type) {
        return creation.filled(recorder, (Shape) shape, (DataType) type, value);
    }

    private NDArray drawn(String method, Initializer distribution, Object... arguments) {
        return creation.drawn(recorder, (Shape) arguments[2], method, distribution);
    }
}
