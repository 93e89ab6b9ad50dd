package org.dpmodel.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.nn.Lora;
import org.dpmodel.nn.Network;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that select what is trained in a network from an ONNX file. */
public final class NetworkChoices {
    private static final List<String> ALL =
            List.of("--output", "--trainable", "--freeze", "--lora", "--lora-alpha", "--untie", "--input-shape");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "the output to train, or an earlier value (default: the first output)")
    private String output;

    @Option(
            names = "--trainable",
            paramLabel = "PATTERN",
            description = "train only these parameters, such as 'classifier.*'; repeatable (default: all)")
    private List<String> trainable = new ArrayList<>();

    @Option(
            names = "--freeze",
            paramLabel = "PATTERN",
            description = "freeze these parameters; repeatable (default: none)")
    private List<String> frozen = new ArrayList<>();

    @Option(
            names = "--lora",
            paramLabel = "RANK[:PATTERN]",
            description = "train low-rank matrices added to weights, such as 8:'encoder.*'; repeatable (default: none)")
    private List<String> lora = new ArrayList<>();

    @Option(
            names = "--lora-alpha",
            paramLabel = "A",
            description = "multiply the matrices of --lora by A / RANK (default: RANK)")
    private Double loraAlpha;

    @Option(
            names = "--untie",
            description = "separate equal weights that an exporter merged, one per use (default: no)")
    private boolean untie;

    @Option(
            names = "--input-shape",
            paramLabel = "NAME=N,N,...",
            description = "shape of an example, if the file leaves it open; repeatable (default: the file's)")
    private Map<String, String> shapes = new LinkedHashMap<>();

    /**
     * One of the library's notes on a network, with the program's options in place of method names.
     *
     * @param note the sentence
     * @return the sentence in terms of the program
     */
    public static String inOptions(String note) {
        return note.replace("trainable(names)", "--trainable NAME")
                .replace("output(name)", "--output NAME")
                .replace("untie()", "--untie");
    }

    /**
     * The first of these options that was given.
     *
     * @return its name, or nothing
     */
    public Optional<String> given() {
        return ALL.stream()
                .filter(name -> command.commandLine().getParseResult().hasMatchedOption(name))
                .findFirst();
    }

    /**
     * Reads a network.
     *
     * @param file an ONNX file
     * @return the network, with the user's choices
     * @throws IOException if the file cannot be read
     * @throws org.dpmodel.graph.GraphException if it holds no network that can be trained here
     */
    public Network read(Path file) throws IOException {
        if (loraAlpha != null && lora.isEmpty()) {
            throw Usage.error(command, "--lora-alpha belongs to --lora: add it, or leave it out");
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder: pass one of the .onnx files in it");
        }
        try {
            return chosen(Network.fromOnnx(file, inputShapes()));
        } catch (NoSuchFileException e) {
            throw new IOException(e.getFile() + " does not exist: pass a file that an exporter has written", e);
        }
    }

    /**
     * The model in a file before any choice; it may not be trainable.
     *
     * @param file an ONNX file
     * @return the model
     * @throws IOException if the file cannot be read
     */
    public OnnxModel readModel(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder: pass one of the .onnx files in it");
        }
        try {
            return OnnxFormat.readWithNotes(file, inputShapes()).model();
        } catch (NoSuchFileException e) {
            throw new IOException(e.getFile() + " does not exist: pass a file that an exporter has written", e);
        }
    }

    /**
     * Applies the user's choices to a network.
     *
     * @param whole a network
     * @return the network with these choices
     * @throws org.dpmodel.graph.GraphException if a name is unknown
     */
    public Network chosen(Network whole) {
        Network network = output == null ? whole : whole.output(output);
        network = untie ? network.untie() : network;
        network = trainable.isEmpty() ? network : network.trainable(trainable.toArray(String[]::new));
        network = frozen.isEmpty() ? network : network.freeze(frozen.toArray(String[]::new));
        for (String adapted : lora) {
            network = adapted(network, adapted);
        }
        return network;
    }

    private Network adapted(Network network, String text) {
        String[] parts = text.split(":", 2);
        return network.lora(settings(parts[0].trim(), text), parts.length > 1 ? parts[1] : "*");
    }

    private Lora settings(String rank, String text) {
        if (!rank.matches("\\d{1,9}")) {
            throw Usage.error(command, "--lora must be RANK or RANK:PATTERN such as 8:'encoder.*', found " + text);
        }
        try {
            Lora settings = Lora.ofRank(Integer.parseInt(rank));
            return loraAlpha == null ? settings : settings.alpha(loraAlpha);
        } catch (IllegalArgumentException e) {
            throw Usage.error(command, "--lora and --lora-alpha: " + e.getMessage());
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
