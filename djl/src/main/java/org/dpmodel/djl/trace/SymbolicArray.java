package org.dpmodel.djl.trace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.internal.NDArrayEx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An {@link NDArray} without values, and its {@link NDArrayEx}. A method with an operation is recorded. Of the others,
 * default methods run as written in DJL and end in other methods; the rest are refused by name.
 */
final class SymbolicArray implements InvocationHandler {
    private static final Object[] NONE = {};
    private static final Map<String, Call.Operation> OPERATIONS = operations();

    private final Symbol symbol;
    private final NDArray array;
    private final NDArrayEx internal;
    private String name = "";

    private SymbolicArray(Symbol symbol) {
        this.symbol = symbol;
        this.array = proxy(NDArray.class, this);
        this.internal = proxy(NDArrayEx.class, this);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Map<String, Call.Operation> operations() {
        Map<String, Call.Operation> all = new HashMap<>();
        Bookkeeping.addTo(all);
        ArithmeticMethods.addTo(all);
        Activations.addTo(all);
        Layers.addTo(all);
        Normalizations.addTo(all);
        PoolingMethods.addTo(all);
        RecurrentLayers.addTo(all);
        Reductions.addTo(all);
        ShapeChanges.addTo(all);
        return all;
    }

    /** An array that represents a symbol. */
    static NDArray create(Symbol symbol) {
        return new SymbolicArray(symbol).array;
    }

    /** The symbol of a traced array; empty for an array of a real engine. */
    static Optional<Symbol> symbol(NDArray array) {
        return Proxy.isProxyClass(array.getClass()) && Proxy.getInvocationHandler(array) instanceof SymbolicArray traced
                ? Optional.of(traced.symbol)
                : Optional.empty();
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] passed) throws Throwable {
        Object[] arguments = passed == null ? NONE : passed;
        return switch (method.getName()) {
            case "getArray" -> array;
            case "getNDArrayInternal" -> internal;
            case "getName" -> name;
            case "setName" -> {
                name = arguments[0] == null ? "" : (String) arguments[0];
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(this);
            case "toString" -> "traced array of " + symbol.type();
            default -> {
                Call.Operation operation = OPERATIONS.get(method.getName());
                if (operation != null) {
                    yield operation.apply(new Call(symbol, method.getName(), arguments));
                }
                Refusals.check(method);
                if (!method.isDefault()) {
                    throw Refusals.unknown(method);
                }
                yield InvocationHandler.invokeDefault(proxy, method, passed);
            }
        };
    }
}
