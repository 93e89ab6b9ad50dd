package org.dpmodel.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.stream.Stream;
import org.dpmodel.engine.EngineDevice;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Single kernels compute the same bits for a row at every position (rule 14), for rows of many widths. Whole steps are
 * compared by {@link RowContract}, where a kernel that differs once in a few thousand numbers can remain undetected.
 */
abstract class KernelRowContract {
    private static final int[] WIDTHS = {1, 2, 3, 5, 7, 8, 17, 33};

    abstract EngineDevice device();

    @TestFactory
    Stream<DynamicTest> rowsOfSingleKernelsAreEqualToTheBit() {
        return RowKernel.all().stream()
                .map(kernel -> DynamicTest.dynamicTest(kernel.name(), () -> {
                    for (int width : WIDTHS) {
                        assertEquals(Optional.empty(), new KernelRows(device(), kernel, width).firstDifference());
                    }
                }));
    }
}
