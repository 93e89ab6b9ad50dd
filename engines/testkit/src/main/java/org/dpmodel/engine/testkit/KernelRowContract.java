package org.dpmodel.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.stream.Stream;
import org.dpmodel.engine.EngineDevice;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Single kernels give a row the same bits wherever it lies (rule 14), for rows of many widths. Whole steps are compared by
 * {@link RowContract}, in which a kernel that differs once in some thousand numbers can hide.
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
