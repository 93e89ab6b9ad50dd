package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Network;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.training.GradientComputer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rule 14 where a device breaks it: an example's norm has a different last bit in odd rows, or from run to run. Seen to fail
 * when the probe is left out.
 */
class RowsThatDifferTest {
    private static final String CAVEAT = "depends on its row in the batch";

    @TempDir
    Path directory;

    private static ExecutionOptions rounding(String rows) {
        return ExecutionOptions.defaults().withThreads(2).withProviderOption(ReferenceEngine.ROWS, rows);
    }

    private static DPModelBuilder builder(ExecutionOptions options) {
        return Tiny.classifier().sampling(new PoissonSampling(5)).execution(options);
    }

    /** Alone in its graph, a unit has no other row to lie in. */
    @Test
    void aProcessorTakesASlowerFormAndSaysSo() {
        assertSlower(builder(rounding("odd")), "different bits in row");
    }

    /** Differences that Gaussian examples do not reveal. */
    @Test
    void aDifferenceInLargeNormsAloneIsSeen() {
        assertSlower(of(Network.of("line", new Dense(3, 2), 3), rounding("odd if large")), "different bits in row");
    }

    /** Nearly all Gaussian examples have a negative number, no finite gradient, and so equal bits in every row. */
    @Test
    void rowsOfANetworkThatBeginsWithRootsAreCompared() {
        Network roots = Network.of("roots", network -> {
            Value numbers = network.numbers("numbers", 3);
            return network.add("dense", new Dense(3, 2), network.call("Sqrt", Attributes.none(), numbers));
        });
        assertSlower(of(roots, rounding("odd")), "different bits in row");
    }

    /** All examples of a class have one gradient, which few kernels would round differently in some row: other examples are tried. */
    @Test
    void rowsOfANetworkWithEqualActivationsAreComparedAtManyParameters() {
        Network constant = Network.of("constant", network -> {
            Value numbers = network.numbers("numbers", 3);
            Value zeros = network.call("Sub", Attributes.none(), numbers, numbers);
            return network.add("dense", new Dense(3, 2), zeros);
        });
        assertSlower(of(constant, rounding("odd if rare")), "different bits in row");
    }

    /** Where nothing can be compared, equal bits say nothing: a unit is computed alone. */
    @Test
    void rowsWithoutFiniteGradientsAreNotTrusted() {
        Network nowhere = Network.of("nowhere", network -> {
            Value numbers = network.numbers("numbers", 3);
            Value negative = network.call("Neg", Attributes.none(), network.call("Exp", Attributes.none(), numbers));
            return network.add("dense", new Dense(3, 2), network.call("Log", Attributes.none(), negative));
        });
        assertSlower(of(nowhere, rounding("equal")), "no finite gradients");
    }

    private static DPModelBuilder of(Network network, ExecutionOptions options) {
        return Tiny.classifierOf(network).sampling(new PoissonSampling(5)).execution(options);
    }

    private static void assertSlower(DPModelBuilder builder, String reason) {
        List<String> warnings = Warnings.of(GradientComputer.class, () -> {
            try (DPModel model = builder.build()) {
                model.train(1, Tiny.twoClasses(20), List.of());
                assertFalse(model.privacyStatement().toText().contains(CAVEAT));
            }
        });
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains("slower form"), warnings::toString);
        assertTrue(warnings.get(0).contains(reason), warnings::toString);
    }

    @Test
    void equalRowsAreNotWarnedOf() {
        List<String> warnings = Warnings.of(GradientComputer.class, () -> {
            try (DPModel model = builder(rounding("equal")).build()) {
                model.train(1, Tiny.twoClasses(20), List.of());
            }
        });
        assertEquals(List.of(), warnings);
    }

    @Test
    void aProcessorThatDiffersFromRunToRunIsRefusedBeforeAnythingIsSpent() {
        try (DPModel model = builder(rounding("random")).build()) {
            String message = assertThrows(EngineException.class, () -> model.train(1, Tiny.twoClasses(20), List.of()))
                    .getMessage();
            assertTrue(message.contains("reference:cpu"), message);
            assertTrue(message.contains("withRowDependenceAccepted"), message);
            assertEquals(0, model.steps());
        }
    }

    @Test
    void whoAcceptsItTrainsWithACaveatInLedgerAndStatement() {
        Path folder = directory.resolve("run");
        try (DPModel model = builder(rounding("random").withRowDependenceAccepted())
                .directory(folder)
                .build()) {
            model.train(1, Tiny.twoClasses(20), List.of());
            assertTrue(model.privacyStatement().toText().contains(CAVEAT));
        }
        assertRemarked(folder);
    }

    /** Nobody has measured the kernels of accelerators here; refusing to train on them at all is no answer. */
    @Test
    void anAcceleratorTrainsWithACaveat() {
        Path folder = directory.resolve("run");
        try (DPModel model = builder(rounding("odd"))
                .engine(ReferenceEngine.ACCELERATOR)
                .directory(folder)
                .build()) {
            model.train(1, Tiny.twoClasses(20), List.of());
            assertTrue(model.privacyStatement().toText().contains(CAVEAT));
        }
        assertRemarked(folder);
        try (DPModel model =
                builder(rounding("equal")).engine(ReferenceEngine.ACCELERATOR).build()) {
            model.train(1, Tiny.twoClasses(20), List.of());
            assertFalse(model.privacyStatement().toText().contains(CAVEAT));
        }
    }

    private static void assertRemarked(Path folder) {
        long remarks = LedgerContent.read(folder.resolve("ledger.jsonl")).records().stream()
                .filter(record -> record instanceof LedgerRecord.Remark remark
                        && remark.text().contains(CAVEAT))
                .count();
        assertEquals(1, remarks);
    }
}
