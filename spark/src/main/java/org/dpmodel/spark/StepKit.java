package org.dpmodel.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.training.BatchRows;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.Parameters;
import org.dpmodel.training.StepSettings;
import org.dpmodel.validation.Sha256;

/**
 * All that an executor needs to compute gradients as the driver would: the network as the bytes of an ONNX file, where
 * and how its graphs run, and the results of the driver's own kernels. It contains no key and no number of the plan.
 * Immutable.
 */
final class StepKit implements Serializable {
    private static final long serialVersionUID = 1;

    private final byte[] network;
    private final String[] trained;
    private final LossSource loss;
    private final String device;
    private final ExecutionOptions execution;
    private final ClippingForm clipping;
    private final int expectedRows;
    private final int mostRows;
    private final boolean dropout;
    private final String fingerprint;

    private StepKit(GradientComputer driver, int opset, LossSource loss) {
        StepSettings settings = driver.settings();
        this.network =
                OnnxFormat.write(new OnnxModel(driver.parameters().snapshot().graph(), opset, Map.of()));
        this.trained = settings.network().parameters().toArray(String[]::new);
        this.loss = loss;
        this.device = settings.device().device().toString();
        this.execution = settings.execution();
        this.clipping = settings.clipping().map(ClippingForm::of).orElse(null);
        this.expectedRows = settings.rows().expected();
        this.mostRows = settings.rows().most();
        this.dropout = settings.dropout();
        this.fingerprint = driver.fingerprint();
    }

    /** The kit of a prepared driver. */
    static StepKit of(GradientComputer driver, int opset, LossSource loss) {
        return new StepKit(driver, opset, loss);
    }

    /** The fingerprint of the driver's kernels. */
    String fingerprint() {
        return fingerprint;
    }

    /** Distinguishes kits. */
    String digest() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(this);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the loss must be serializable for Spark, found "
                            + loss.getClass().getName()
                            + ": pass a method or a lambda that captures only numbers and strings",
                    e);
        }
        return HexFormat.of().formatHex(Sha256.digest().digest(bytes.toByteArray()));
    }

    /** Creates the computer; its parameters are those that the driver had when the kit was made. */
    GradientComputer computer() {
        NetworkGraph graph =
                new NetworkGraph(OnnxFormat.read(network).graph(), new LinkedHashSet<>(Arrays.asList(trained)));
        Optional<ClipMechanism> mechanism = Optional.ofNullable(clipping).map(ClippingForm::mechanism);
        BatchRows rows = new BatchRows(expectedRows, mostRows);
        StepSettings settings =
                new StepSettings(graph, loss.get(), Engines.device(device), execution, mechanism, 1, rows, dropout);
        return new GradientComputer(settings, new Parameters(graph));
    }
}
