package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;

/** A node without one of its inputs is refused by name, or is another valid node: the error is never that of a list. */
class MissingInputsTest {
    private static final Path SHARED = Path.of("../../shared/models");

    private final Map<String, String> strange = new TreeMap<>();
    private int refused;
    private int bound;

    @Test
    void missingInputsAreNamed() throws IOException {
        List<Graph> graphs = new ArrayList<>();
        TestNetworks.small().forEach(test -> graphs.add(test.network().graph()));
        if (Files.isDirectory(SHARED)) {
            try (Stream<Path> paths = Files.list(SHARED)) {
                for (Path path : paths.filter(found -> found.toString().endsWith(".onnx"))
                        .toList()) {
                    graphs.add(OnnxFormat.read(path).graph());
                }
            }
        } else {
            System.out.println(
                    "SKIPPED: files of exporters without inputs, as " + SHARED.toAbsolutePath() + " is absent");
        }
        for (Graph graph : graphs) {
            for (int i = 0; i < graph.nodes().size(); i++) {
                int count = graph.nodes().get(i).inputs().size();
                for (int kept = 0; kept < count; kept++) {
                    bind(graph, i, graph.nodes().get(i).inputs().subList(0, kept));
                    List<String> absent = new ArrayList<>(graph.nodes().get(i).inputs());
                    absent.set(kept, "");
                    bind(graph, i, absent);
                }
            }
        }
        assertEquals(Map.of(), strange);
        System.out.println("nodes without an input: " + refused + " refused, " + bound + " bound");
        assertTrue(refused > 1000 && bound > 100, refused + " refused, " + bound + " bound");
    }

    private void bind(Graph graph, int place, List<String> inputs) {
        Node node = graph.nodes().get(place);
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.set(place, new Node(node.name(), node.operator(), inputs, node.outputs(), node.attributes()));
        try {
            Networks.unbind(
                    Networks.of(new Graph(graph.name(), graph.inputs(), graph.outputs(), nodes, graph.initializers())));
            bound++;
        } catch (GraphException e) {
            refused++;
        } catch (RuntimeException e) {
            strange.put(
                    node.operator() + " at " + e.getStackTrace()[0] + " by " + ours(e), e + " with inputs " + inputs);
        }
    }

    private static String ours(RuntimeException e) {
        return Stream.of(e.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("org.dpmodel"))
                .limit(2)
                .toList()
                .toString();
    }
}
