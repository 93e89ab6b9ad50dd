package org.dpmodel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Spark copies a slow task, takes the copy's result, and no bit changes. */
@Tag("slow")
@EnabledOnOs(value = OS.LINUX, disabledReason = "SKIPPED: two addresses of one machine are tried on Linux only")
class SpeculationTest {
    @Test
    void aTaskThatIsCopiedChangesNoBit() throws Exception {
        DriverProcess driver = DriverProcess.run(SpeculatingDriver.class, "none");
        assertEquals(0, driver.exitCode(), driver.output());
        Matcher copies = Pattern.compile("copies ([0-9]+) taken ([0-9]+), all bits the same")
                .matcher(driver.output());
        assertTrue(copies.find(), driver.output());
        System.out.println(copies.group());
        assertTrue(Integer.parseInt(copies.group(1)) >= 1, driver.output());
        assertTrue(Integer.parseInt(copies.group(2)) >= 1, driver.output());
    }
}
