package org.dpmodel.djl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The direction of dependencies of this module. */
class DependenciesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.dpmodel.djl");

    @Test
    void tracingKnowsNeitherModelsNorEngines() {
        noClasses()
                .that()
                .resideInAPackage("org.dpmodel.djl.trace..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.dpmodel", "org.dpmodel.djl", "org.dpmodel.engine..", "org.dpmodel.callback..")
                .check(CLASSES);
    }

    /** No engine of DJL is needed to trace, and none of ours is chosen here. */
    @Test
    void noEngineIsNamed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.onnxruntime..", "org.dpmodel.engine..")
                .check(CLASSES);
    }
}
