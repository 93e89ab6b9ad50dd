package org.dpmodel.cli.privacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dpmodel.accountant.StrictJson;
import org.dpmodel.accountant.analysis.CaseEvaluator;
import org.dpmodel.cli.options.TextFile;

/** A file of accounting cases: an object with {@code cases}, an array, or one case after the other. */
final class CaseFile {
    private static final String WANTED = "a JSON file of cases";

    private final Path file;

    CaseFile(Path file) {
        this.file = file;
    }

    /** Prints the answer to each case as soon as it is known, one JSON object per line. */
    void answer(PrintStream out) throws IOException {
        CaseEvaluator evaluator = new CaseEvaluator();
        for (JsonNode accountingCase : read()) {
            out.println(evaluator.evaluate(accountingCase));
        }
    }

    private List<JsonNode> read() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        try (MappingIterator<JsonNode> roots =
                StrictJson.mapper().readerFor(JsonNode.class).readValues(TextFile.read(file, WANTED))) {
            while (roots.hasNextValue()) {
                JsonNode root = roots.nextValue();
                JsonNode list = root.has("cases") ? root.get("cases") : root;
                if (list.isArray()) {
                    list.forEach(cases::add);
                } else {
                    cases.add(list);
                }
            }
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + " is not JSON (line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage()
                            + "): pass " + WANTED,
                    e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " cannot be answered: " + e.getMessage(), e);
        }
        return cases;
    }
}
