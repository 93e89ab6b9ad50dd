package org.dpmodel.cli.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.nn.Network;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A network in an ONNX file, and what is trained of it. */
public final class NetworkFile {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Parameters(paramLabel = "MODEL", description = "an .onnx file")
    private Path file;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description =
                    "the value to train, where there are several outputs, or one before the last (default: the first output)")
    private String output;

    @Option(
            names = "--trainable",
            paramLabel = "PATTERN",
            description = "train these parameters and no others, such as 'classifier.*'; repeatable (default: all)")
    private List<String> trainable = new ArrayList<>();

    @Option(
            names = "--freeze",
            paramLabel = "PATTERN",
            description = "leave these parameters as they are; repeatable (default: none)")
    private List<String> frozen = new ArrayList<>();

    @Option(names = "--untie", description = "give weights that an exporter wrote once, one for each use (default: no)")
    private boolean untie;

    @Option(
            names = "--input-shape",
            paramLabel = "NAME=N,N,...",
            description = "shape of an example, where the file leaves more open than the batch; repeatable")
    private Map<String, String> shapes = new LinkedHashMap<>();

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
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder: pass one of the .onnx files in it");
        }
        try {
            Network network = Network.fromOnnx(file, inputShapes());
            network = output == null ? network : network.output(output);
            network = untie ? network.untie() : network;
            network = trainable.isEmpty() ? network : network.trainable(trainable.toArray(String[]::new));
            return frozen.isEmpty() ? network : network.freeze(frozen.toArray(String[]::new));
        } catch (NoSuchFileException e) {
            throw new IOException(e.getFile() + " does not exist: pass a file that an exporter has written", e);
        }
    }

    private Map<String, long[]> inputShapes() {
        Map<String, long[]> parsed = new LinkedHashMap<>();
        shapes.forEach((input, text) -> {
            String[] parts = text.split(",", -1);
            long[] dims = new long[parts.length + 1];
            dims[0] = -1;
            for (int i = 0; i < parts.length; i++) {
                try {
                    dims[i + 1] = Long.parseLong(parts[i].trim());
                } catch (NumberFormatException e) {
                    throw Usage.error(
                            command,
                            "--input-shape must be NAME=N,N,... such as x=3,64,64, found " + input + "=" + text);
                }
            }
            parsed.put(input, dims);
        });
        return parsed;
    }
}
