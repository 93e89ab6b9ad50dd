package org.dpmodel.nn;

/** How the border of an image is treated, by MindSpore's names. */
public enum PadMode {
    /** As many zeros as needed for ⌈size / stride⌉ outputs, with an odd one at the end. */
    SAME("SAME_UPPER"),
    /** No zeros: the window stays inside. */
    VALID("VALID"),
    /** The given number of zeros on each side. */
    PAD("NOTSET");

    private final String onnx;

    PadMode(String onnx) {
        this.onnx = onnx;
    }

    /**
     * The value of ONNX's {@code auto_pad}.
     *
     * @return the attribute
     */
    String onnx() {
        return onnx;
    }
}
