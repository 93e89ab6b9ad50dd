package org.dpmodel.graph;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The layers of the compiler: each package knows only those below it.
 *
 * <p>Seen to fail when the builder looked operators up by itself, and when a lowering rewrote operators.
 */
class PackageCyclesTest {
    /** Lowest first. */
    private static final List<String> LAYERS = List.of(
            "org.dpmodel.graph",
            "org.dpmodel.graph.reference",
            "org.dpmodel.graph.type",
            "org.dpmodel.graph.build",
            "org.dpmodel.graph.gradient",
            "org.dpmodel.graph.network",
            "org.dpmodel.graph.lowering",
            "org.dpmodel.graph.isolation",
            "org.dpmodel.graph.operator",
            "org.dpmodel.graph.loss",
            "org.dpmodel.graph.clipping",
            "org.dpmodel.graph.step");

    private static final String[] BESIDE = {"org.dpmodel.graph.onnx"};

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.dpmodel.graph");

    @Test
    void packagesFormNoCycle() {
        slices().matching("(org.dpmodel..)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void layersKnowOnlyThoseBelow() {
        for (int layer = 0; layer < LAYERS.size(); layer++) {
            String[] above = LAYERS.subList(layer + 1, LAYERS.size()).toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(LAYERS.get(layer))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAnyPackage(BESIDE)
                    .check(classes);
        }
    }

    /** Files are the only place where graphs are protobuf messages. Seen to fail when the reader was not excepted. */
    @Test
    void protobufStaysInTheReaderAndTheWriter() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BESIDE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnx..", "onnx..", "com.google.protobuf..")
                .check(classes);
    }
}
