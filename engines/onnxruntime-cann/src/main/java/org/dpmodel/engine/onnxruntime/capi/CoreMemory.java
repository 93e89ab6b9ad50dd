package org.dpmodel.engine.onnxruntime.capi;

/** Where tensors lie that the host reads and writes. */
final class CoreMemory extends CoreObject {
    /** {@code OrtDeviceAllocator} and {@code OrtMemTypeDefault}. */
    private static final int DEVICE_ALLOCATOR = 0;

    private static final int DEFAULT = 0;

    private CoreMemory(CoreApi api) {
        super(
                api,
                api.create(CoreFunction.CREATE_CPU_MEMORY_INFO, DEVICE_ALLOCATOR, DEFAULT),
                CoreFunction.RELEASE_MEMORY_INFO);
    }

    static CoreMemory host(CoreApi api) {
        return new CoreMemory(api);
    }
}
