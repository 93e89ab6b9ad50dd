package org.dpmodel.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MemorySizeTest {
    @Test
    void sizesAreBinary() {
        MemorySize.Converter converter = new MemorySize.Converter();
        assertEquals(1000, converter.convert("1000").bytes());
        assertEquals(512L << 20, converter.convert("512M").bytes());
        assertEquals(4L << 30, converter.convert("4g").bytes());
        assertEquals(3L << 10, converter.convert("3kB").bytes());
    }
}
