package org.dpmodel.accountant;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Fails when packages of this module know each other in a circle, as it does once {@code EventLedger} uses {@code internal}. */
class PackageCyclesTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.dpmodel");

    @Test
    void packagesFormNoCycle() {
        slices().matching("org.dpmodel.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void checksKnowNoOtherPackage() {
        noClasses()
                .that()
                .resideInAPackage("org.dpmodel.accountant.validation")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("org.dpmodel.accountant.validation", "java..")
                .check(classes);
    }
}
