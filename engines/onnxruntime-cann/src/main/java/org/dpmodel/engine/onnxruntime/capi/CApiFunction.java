package org.dpmodel.engine.onnxruntime.capi;

/** The functions of the table {@code OrtApi} that are used, with their positions in it. */
enum CApiFunction {
    GET_ERROR_CODE(1),
    GET_ERROR_MESSAGE(2),
    CREATE_ENV(3),
    CREATE_SESSION_FROM_ARRAY(8),
    RUN(9),
    CREATE_SESSION_OPTIONS(10),
    SET_SESSION_EXECUTION_MODE(13),
    SET_SESSION_LOG_SEVERITY_LEVEL(22),
    SET_INTRA_OP_NUM_THREADS(24),
    CREATE_TENSOR_WITH_DATA(49),
    CREATE_CPU_MEMORY_INFO(69),
    RELEASE_ENV(92),
    RELEASE_STATUS(93),
    RELEASE_MEMORY_INFO(94),
    RELEASE_SESSION(95),
    RELEASE_VALUE(96),
    RELEASE_SESSION_OPTIONS(100),
    GET_AVAILABLE_PROVIDERS(125),
    RELEASE_AVAILABLE_PROVIDERS(126),
    ADD_SESSION_CONFIG_ENTRY(130),
    APPEND_EXECUTION_PROVIDER_CANN(220),
    CREATE_CANN_PROVIDER_OPTIONS(221),
    UPDATE_CANN_PROVIDER_OPTIONS(222),
    GET_CANN_PROVIDER_OPTIONS(223),
    RELEASE_CANN_PROVIDER_OPTIONS(224);

    private final int position;

    CApiFunction(int position) {
        this.position = position;
    }

    int position() {
        return position;
    }
}
