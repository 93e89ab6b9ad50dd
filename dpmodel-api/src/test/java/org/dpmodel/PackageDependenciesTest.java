package org.dpmodel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The direction of dependencies between the packages of this module; that they form no cycle, PackageCyclesTest sees. */
class PackageDependenciesTest {
    private static final String[] LEAVES = {
        "org.dpmodel.validation..",
        "org.dpmodel.random..",
        "org.dpmodel.optimizer..",
        "org.dpmodel.data..",
        "org.dpmodel.metric.."
    };

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.dpmodel");

    @Test
    void leavesKnowNeitherGraphsNorEnginesNorAccountants() {
        noClasses()
                .that()
                .resideInAnyPackage(LEAVES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.dpmodel.graph..", "org.dpmodel.accountant..", "org.dpmodel.engine..")
                .check(CLASSES);
    }

    /** Mechanisms and schemes name the events that they are charged as; they need nothing else. */
    @Test
    void noiseAndSamplingKnowNeitherGraphsNorEngines() {
        noClasses()
                .that()
                .resideInAnyPackage("org.dpmodel.noise..", "org.dpmodel.sampling..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.dpmodel.graph..", "org.dpmodel.engine..")
                .check(CLASSES);
    }
}
