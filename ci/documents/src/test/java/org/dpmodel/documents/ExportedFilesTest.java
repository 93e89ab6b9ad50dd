package org.dpmodel.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What becomes of files of exporters: {@code docs/operators.md} says it as {@code ci/exporters/results.tsv} does, which
 * {@code ci/exporters/run.sh --write} writes.
 */
class ExportedFilesTest {
    private static final Path FOLDER = Path.of(System.getProperty("dpmodel.rootDirectory", "../.."), "ci", "exporters");

    /** File, environment, network, how it was exported, and why it must be refused. */
    private static Map<String, List<String>> listed() throws IOException {
        Map<String, List<String>> listed = new LinkedHashMap<>();
        for (String line : Files.readAllLines(FOLDER.resolve("networks.md"))) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == 7
                    && !cells[1].isBlank()
                    && !cells[1].strip().equals("file")
                    && !cells[1].contains("---")) {
                listed.put(
                        cells[1].strip(),
                        List.of(cells).stream().map(String::strip).toList());
            }
        }
        return listed;
    }

    private static Map<String, String[]> results() throws IOException {
        Map<String, String[]> results = new TreeMap<>();
        for (String line : Files.readAllLines(FOLDER.resolve("results.tsv"))) {
            String[] cells = line.split("\t", 3);
            results.put(cells[0], cells);
        }
        return results;
    }

    @Test
    void thePageSaysWhatWasSeen() throws IOException {
        Map<String, List<String>> listed = listed();
        Map<String, String[]> results = results();
        assertEquals(new TreeMap<>(listed).keySet(), results.keySet(), "files that are listed, and results");
        Map<String, int[]> counts = new LinkedHashMap<>();
        List<String> refused = new ArrayList<>();
        int trains = 0;
        for (Map.Entry<String, List<String>> file : listed.entrySet()) {
            String[] result = results.get(file.getKey());
            int[] count = counts.computeIfAbsent(file.getKey().replaceAll("-.*", ""), from -> new int[2]);
            count[0]++;
            if (result[1].equals("trains")) {
                trains++;
                count[1]++;
            } else {
                refused.add("| " + file.getKey() + " | " + file.getValue().get(3) + " | "
                        + result[2].replace("|", "\\|") + " |");
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(trains + " of " + listed.size() + " files train:");
        lines.add("");
        lines.add("| from | files | train |");
        lines.add("|---|---|---|");
        counts.forEach((from, count) -> lines.add("| " + from + " | " + count[0] + " | " + count[1] + " |"));
        lines.add("");
        lines.add("| refused | network | why |");
        lines.add("|---|---|---|");
        lines.addAll(refused);
        new GeneratedPart("operators.md", "exporters").check(String.join("\n", lines));
    }

    /** What must not train never does. */
    @Test
    void whatMustBeRefusedIs() throws IOException {
        Map<String, String[]> results = results();
        for (Map.Entry<String, List<String>> file : listed().entrySet()) {
            if (!file.getValue().get(5).isEmpty()) {
                assertEquals("refused", results.get(file.getKey())[1], file.getKey());
            }
        }
    }
}
