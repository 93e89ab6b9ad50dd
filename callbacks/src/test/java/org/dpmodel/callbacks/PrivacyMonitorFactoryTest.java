package org.dpmodel.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PrivacyMonitorFactoryTest {
    @Test
    void knowsMindArmoursNames() {
        assertNotNull(PrivacyMonitorFactory.create("rdp"));
        assertNotNull(PrivacyMonitorFactory.create("ZCDP", 1e-5));
        IllegalArgumentException unknown =
                assertThrows(IllegalArgumentException.class, () -> PrivacyMonitorFactory.create("gdp"));
        assertEquals("policy must be one of [rdp, zcdp], found gdp: correct the name", unknown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> PrivacyMonitorFactory.create("rdp", 0));
    }
}
