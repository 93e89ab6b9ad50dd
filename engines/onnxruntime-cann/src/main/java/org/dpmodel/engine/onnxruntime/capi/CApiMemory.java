package org.dpmodel.engine.onnxruntime.capi;

/** The place of tensors that the host reads and writes. */
final class CApiMemory extends CApiObject {
    /** {@code OrtDeviceAllocator} and {@code OrtMemTypeDefault}. */
    private static final int DEVICE_ALLOCATOR = 0;

    private static final int DEFAULT = 0;

    private CApiMemory(CApi api) {
        super(
                api,
                api.create(CApiFunction.CREATE_CPU_MEMORY_INFO, DEVICE_ALLOCATOR, DEFAULT),
                CApiFunction.RELEASE_MEMORY_INFO);
    }

    static CApiMemory host(CApi api) {
        return new CApiMemory(api);
    }
}
