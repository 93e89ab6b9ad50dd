package org.dpmodel.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of a page in {@code docs/} that follows from the code, between two comments. */
record GeneratedPart(String page, String name) {
    /** Set to true, it writes pages instead of comparing them. */
    private static final String WRITE = "dpmodel.write";

    /** Fails if the page has other text there. */
    void check(String text) throws IOException {
        Path file = Path.of(System.getProperty("dpmodel.rootDirectory", "../.."), "docs", page);
        String content = Files.readString(file);
        String begin = "<!-- generated: " + name + " -->\n";
        String end = "\n<!-- end of " + name + " -->";
        int from = content.indexOf(begin) + begin.length();
        int to = content.indexOf(end, from);
        if (from < begin.length() || to < 0) {
            throw new AssertionError("docs/" + page + " must have the comments '" + begin.strip() + "' and '"
                    + end.strip() + "': put them where the part belongs");
        }
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(file, content.substring(0, from) + text.strip() + content.substring(to));
            return;
        }
        assertEquals(
                text.strip(),
                content.substring(from, to),
                () -> "docs/" + page + " is stale: install the modules, run mvn -pl ci/documents test -D" + WRITE
                        + "=true, and commit the page");
    }
}
