package org.dpmodel.engine.onnxruntime.capi;

/** A function of ONNX Runtime's C API has failed. */
public final class CApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    CApiException(int code, String message) {
        super(message);
        this.code = code;
    }

    /**
     * The kind of failure.
     *
     * @return a value of {@code OrtErrorCode}: 1 fail, 2 invalid argument, 6 exception, 7 invalid model, 9 not implemented,
     *     10 invalid graph, 11 the provider's own failure
     */
    public int code() {
        return code;
    }
}
