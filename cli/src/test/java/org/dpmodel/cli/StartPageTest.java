package org.dpmodel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first page that a newcomer follows: its commands are run as they are printed, and its links lead somewhere. */
@Tag("slow")
class StartPageTest {
    private static final Path DOCUMENTS =
            Path.of(System.getProperty("dpmodel.rootDirectory", "..")).resolve("docs");
    private static final Pattern BLOCK = Pattern.compile("```(sh|text)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final String NOT_RUN = "# not run";

    /** What the user calls from a clone, which is built already. */
    private static final String PROGRAM = """
            #!/bin/sh
            exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s "$@"
            """;

    @TempDir
    Path folder;

    /** Each block in the same shell and folder; what is shown as output comes out of the block before it. */
    @Test
    void commandsDoWhatThePageSays() throws Exception {
        Path bash = Path.of("/bin/bash");
        assumeTrue(Files.isExecutable(bash), "skipped: the commands need /bin/bash, which is not here");
        Path program = Files.writeString(folder.resolve("dpmodel"), program());
        assertTrue(program.toFile().setExecutable(true));
        String page = Files.readString(DOCUMENTS.resolve("start.md"));
        List<MatchResult> blocks = BLOCK.matcher(page).results().toList();
        assertTrue(blocks.stream().filter(block -> isRun(block)).count() >= 6, "the page must show commands");
        String output = "";
        for (MatchResult block : blocks) {
            String text = block.group(2);
            if (block.group(1).equals("text")) {
                for (String line : text.lines().toList()) {
                    assertTrue(output.lines().anyMatch(line::equals), "the page shows\n" + line + "\nfound\n" + output);
                }
            } else if (isRun(block)) {
                output = run(bash, text);
            }
        }
        assertTrue(Files.size(folder.resolve("report.html")) > 0);
        assertEquals(1501, Files.readAllLines(folder.resolve("predicted.csv")).size());
    }

    private static boolean isRun(MatchResult block) {
        return block.group(1).equals("sh") && !block.group(2).startsWith(NOT_RUN);
    }

    private static String program() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((one, other) -> one + File.pathSeparator + other)
                .orElseThrow();
        return PROGRAM.formatted(java, path, Main.class.getName());
    }

    private String run(Path bash, String commands) throws IOException, InterruptedException {
        Path out = folder.resolve("output.txt");
        Process process = new ProcessBuilder(bash.toString(), "-e", "-c", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        int exitCode = process.waitFor();
        String output = Files.readString(out, StandardCharsets.UTF_8);
        assertEquals(0, exitCode, commands + "\n" + output);
        assertFalse(output.contains("WARNING"), output);
        return output;
    }

    private static List<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(DOCUMENTS)) {
            return files.map(page -> page.getFileName().toString())
                    .filter(page -> page.endsWith(".md"))
                    .toList();
        }
    }

    @Test
    void linksLeadSomewhereAndEachPageHasOne() throws IOException {
        String index = Files.readString(DOCUMENTS.resolve("README.md"));
        for (String name : pages()) {
            LINK.matcher(Files.readString(DOCUMENTS.resolve(name)))
                    .results()
                    .map(link -> link.group(1))
                    .forEach(link -> assertTrue(Files.exists(DOCUMENTS.resolve(link)), name + " links to " + link));
            assertTrue(name.equals("README.md") || index.contains("(" + name), "docs/README.md must link to " + name);
        }
    }
}
