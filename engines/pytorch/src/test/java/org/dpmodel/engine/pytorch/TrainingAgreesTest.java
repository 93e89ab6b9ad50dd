package org.dpmodel.engine.pytorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.Mnist;
import org.dpmodel.data.SyntheticDigits;
import org.dpmodel.metric.Metrics;
import org.dpmodel.models.LeNet5;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A private run with the same seed, and so the same batches and the same noise, ends at the same accuracy on both engines. */
@Tag("slow")
class TrainingAgreesTest {
    private static final double TOLERANCE = 0.003;

    private static double accuracy(String device, Dataset train, Dataset test, int batch, int epochs) {
        try (DPModel model = DPModel.builder(LeNet5.network(10), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(0.5, 0.9))
                .clipping(ClipMechanisms.fixed(0.1))
                .noise(NoiseMechanisms.gaussian(0.6))
                .sampling(new PoissonSampling(batch))
                .metrics(Metrics.accuracy())
                .engine(device)
                .seed(7)
                .build()) {
            model.train(epochs, train, List.of());
            return model.eval(test).get("Accuracy");
        }
    }

    private static void assertAgreement(Dataset train, Dataset test, int batch, int epochs, double atLeast) {
        double expected = accuracy("onnxruntime:cpu", train, test, batch, epochs);
        double found = accuracy("pytorch:cpu", train, test, batch, epochs);
        System.err.printf("accuracy: onnxruntime:cpu %.4f, pytorch:cpu %.4f%n", expected, found);
        assertTrue(expected > atLeast, () -> "accuracy " + expected + " says nothing");
        assertEquals(expected, found, TOLERANCE);
    }

    @Test
    void onSyntheticDigits() {
        assertAgreement(SyntheticDigits.train(4000, 1), SyntheticDigits.test(2000, 2), 128, 3, 0.7);
    }

    @Test
    void onRealDigits() throws IOException {
        Optional<Path> folder = mnist();
        if (folder.isEmpty() || !Boolean.getBoolean("dpmodel.full")) {
            String message = folder.isEmpty()
                    ? "SKIPPED: no MNIST in MNIST_DIR or ../shared/mnist, engines were compared on drawn digits only"
                    : "SKIPPED: engines compared on MNIST; -Ddpmodel.full=true runs it";
            System.err.println(message);
            Assumptions.abort(message);
        }
        Path files = folder.orElseThrow();
        assertAgreement(Mnist.train(files), Mnist.test(files), 256, 1, 0.85);
    }

    private static Optional<Path> mnist() {
        String named = System.getenv("MNIST_DIR");
        Path folder = named != null
                ? Path.of(named)
                : Path.of(System.getProperty("dpmodel.rootDirectory", "."), "../shared/mnist");
        return Files.isDirectory(folder) ? Optional.of(folder.normalize()) : Optional.empty();
    }
}
