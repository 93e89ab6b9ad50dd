package org.dpmodel.engine.pytorch.script;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.dpmodel.graph.DataType;

/** Elements of TorchScript's syntax. */
final class Torch {
    static final String NONE = "None";

    private Torch() {}

    /** A call of an ATen operator. */
    static String call(String operator, Object... arguments) {
        return Arrays.stream(arguments)
                .map(Object::toString)
                .collect(Collectors.joining(", ", "torch." + operator + "(", ")"));
    }

    static String list(long... numbers) {
        return Arrays.toString(numbers);
    }

    static String list(List<String> variables) {
        return String.join(", ", variables).transform(joined -> "[" + joined + "]");
    }

    static String flag(boolean value) {
        return value ? "True" : "False";
    }

    /** A literal that is parsed as the same double. */
    static String number(double value) {
        return Double.toString(value);
    }

    /** PyTorch's number for an element type. */
    static int dtype(DataType type) {
        return switch (type) {
            case INT32 -> 3;
            case INT64 -> 4;
            case FLOAT -> 6;
            case DOUBLE -> 7;
            case BOOL -> 11;
        };
    }

    /** The final arguments of a call that creates a new tensor. */
    static String options(DataType type, String device) {
        return "dtype=" + dtype(type) + ", layout=None, device=torch.device(\"" + device + "\"), pin_memory=False";
    }
}
