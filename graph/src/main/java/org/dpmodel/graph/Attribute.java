package org.dpmodel.graph;

import java.util.List;
import java.util.Objects;

/** The value of one attribute of a node. */
public sealed interface Attribute {
    /**
     * ONNX's INT.
     *
     * @param value the number
     */
    record Int(long value) implements Attribute {}

    /**
     * ONNX's INTS.
     *
     * @param values the numbers
     */
    record Ints(List<Long> values) implements Attribute {
        /** Copies the list. */
        public Ints {
            values = List.copyOf(values);
        }
    }

    /**
     * ONNX's FLOAT.
     *
     * @param value the number
     */
    record Real(float value) implements Attribute {}

    /**
     * ONNX's FLOATS.
     *
     * @param values the numbers
     */
    record Reals(List<Float> values) implements Attribute {
        /** Copies the list. */
        public Reals {
            values = List.copyOf(values);
        }
    }

    /**
     * ONNX's STRINGS.
     *
     * @param values the texts
     */
    record Texts(List<String> values) implements Attribute {
        /** Copies the list. */
        public Texts {
            values = List.copyOf(values);
        }
    }

    /**
     * ONNX's STRING.
     *
     * @param value the text
     */
    record Text(String value) implements Attribute {
        /** Checks that the text is present. */
        public Text {
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * ONNX's TENSOR.
     *
     * @param value the tensor
     */
    record Tensor(Constant value) implements Attribute {
        /** Checks that the tensor is present. */
        public Tensor {
            Objects.requireNonNull(value, "value");
        }
    }
}
