package org.dpmodel.accountant.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The reference tables beside the repository; tests that need them are skipped loudly where they are absent. */
public final class SharedReference {
    private SharedReference() {}

    public static JsonNode read(String name) throws IOException {
        Path root = Path.of(System.getProperty("dpmodel.rootDirectory", "."));
        Path file = root.resolve("../shared/reference").resolve(name).normalize();
        if (!Files.exists(file)) {
            String message = "SKIPPED: " + file + " is absent, accounting is not checked against " + name;
            System.err.println(message);
            Assumptions.abort(message);
        }
        return new ObjectMapper().readTree(file.toFile());
    }
}
