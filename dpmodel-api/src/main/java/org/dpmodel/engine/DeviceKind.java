package org.dpmodel.engine;

import java.util.Locale;

/** What computes. */
public enum DeviceKind {
    /** The processor cores of this machine; there is one such device. */
    CPU,
    /** An NVIDIA GPU. */
    CUDA,
    /** A Huawei Ascend NPU. */
    CANN;

    /** The kind as written in device names, for example {@code cuda}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
