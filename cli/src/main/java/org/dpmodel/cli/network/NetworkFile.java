package org.dpmodel.cli.network;

import java.io.IOException;
import java.nio.file.Path;
import org.dpmodel.cli.options.NetworkChoices;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.network.NormalizationFix;
import org.dpmodel.nn.Network;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A network in an ONNX file, and what is trained in it. */
public final class NetworkFile {
    @Parameters(paramLabel = "MODEL", description = "an .onnx file")
    private Path file;

    @Mixin
    private NetworkChoices choices;

    /**
     * The file.
     *
     * @return its path
     */
    public Path path() {
        return file;
    }

    /**
     * Reads the network.
     *
     * @return the network, with the user's choices
     * @throws IOException if the file cannot be read
     * @throws org.dpmodel.graph.GraphException if it holds no network that can be trained here
     */
    public Network read() throws IOException {
        return choices.read(file);
    }

    /**
     * Reads the file and replaces normalizations that cannot be trained as they are.
     *
     * @param kind the replacement
     * @return what was replaced
     * @throws IOException if the file cannot be read
     */
    Fixed fix(NormalizationFix.Kind kind) throws IOException {
        OnnxModel model = choices.readModel(file);
        NormalizationFix fix = NormalizationFix.of(model.graph(), kind);
        return new Fixed(fix, new OnnxModel(fix.graph(), model.opset(), model.metadata()));
    }

    /** A changed model, and what was changed. */
    record Fixed(NormalizationFix fix, OnnxModel model) {}

    /** The network in a changed model, with the user's choices. */
    Network read(OnnxModel changed) {
        return choices.chosen(Network.fromOnnx(changed));
    }
}
