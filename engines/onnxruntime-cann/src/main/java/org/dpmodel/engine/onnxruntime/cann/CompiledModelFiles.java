package org.dpmodel.engine.onnxruntime.cann;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.EngineException;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.validation.Sha256;

/**
 * Prevents the provider from loading a stale compiled model. Before it compiles, it searches the working directory of the
 * process for a file whose name contains the graph's, and loads it, whatever the options say; what it adds to the name
 * does not depend on constants, so a model with different weights of the same shapes gave the results of the old ones.
 *
 * <p>A process has one working directory, and changing it would affect all threads. So the graph's name contains a digest
 * of everything that is compiled: model and options. A file that still matches was compiled by another program, and is
 * refused.
 */
final class CompiledModelFiles {
    private static final int DIGEST_BYTES = 16;

    private CompiledModelFiles() {}

    /** The model with a graph whose name is unique to it. */
    static OnnxModel named(OnnxModel model, Map<String, String> options) {
        Graph graph = model.graph();
        // The name becomes part of file names.
        String name = graph.name().replaceAll("[^A-Za-z0-9]", "_") + "_" + digest(model, options);
        return new OnnxModel(
                new Graph(name, graph.inputs(), graph.outputs(), graph.nodes(), graph.initializers()),
                model.opset(),
                model.metadata());
    }

    private static String digest(OnnxModel model, Map<String, String> options) {
        MessageDigest sha = Sha256.digest();
        sha.update(OnnxFormat.write(model));
        sha.update(options.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(sha.digest(), 0, DIGEST_BYTES);
    }

    /**
     * Checks that the provider will compile instead of loading a file.
     *
     * @param folder the working directory of the process
     * @param graph name of the graph passed to the provider
     * @throws EngineException if a file there has the graph's name, or the folder cannot be read
     */
    static void requireNone(Path folder, String graph) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (file.getFileName().toString().contains(graph)) {
                    found.add(file);
                }
            }
        } catch (IOException e) {
            throw new EngineException(
                    "the working directory " + folder + " cannot be read (" + e + "), so it is unknown whether it "
                            + "contains a compiled model that the CANN provider would load: start in another directory",
                    e);
        }
        if (!found.isEmpty()) {
            throw new EngineException("the working directory contains a compiled model that the CANN provider would "
                    + "load instead of compiling, " + found + ": delete it, or start in another directory");
        }
    }
}
