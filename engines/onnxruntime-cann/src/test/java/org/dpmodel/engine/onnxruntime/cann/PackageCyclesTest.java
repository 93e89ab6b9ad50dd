package org.dpmodel.engine.onnxruntime.cann;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * No two packages of this module know each other, directly or through others: each package is a slice of its own.
 */
class PackageCyclesTest {
    private final JavaClasses classes = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void packagesFormNoCycle() {
        slices().matching("(**)").should().beFreeOfCycles().check(classes);
    }
}
