package org.dpmodel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the README says is true: its programs are the examples, and its links lead somewhere. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("dpmodel.rootDirectory"));
    private static final Path EXAMPLES = ROOT.resolve("lenet5-demo/src/main/java/org/dpmodel/examples");
    private static final int SCREEN = 60;
    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("^class (\\w+)", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

    @TestFactory
    Stream<DynamicTest> programsAreExamples() throws IOException {
        List<String> programs = matches(PROGRAM);
        assertEquals(2, programs.size(), "README must show two programs");
        return programs.stream()
                .map(text -> DynamicTest.dynamicTest(className(text), () -> {
                    String example = Files.readString(EXAMPLES.resolve(className(text) + ".java"));
                    assertEquals(example.substring(example.indexOf("\n\n") + 2), text);
                }));
    }

    @Test
    void twentyLinesAreTwenty() throws IOException {
        assertEquals(20, matches(PROGRAM).get(0).lines().count());
    }

    /** What it is, coordinates, the program, two commands, one table. */
    @Test
    void theFirstScreenHasItAll() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("README.md"));
        String screen = String.join("\n", lines.subList(0, SCREEN));
        for (String part :
                new String[] {"<artifactId>", "class TrainPrivately", "./dpmodel train", "mvn verify", "|---|"}) {
            assertTrue(screen.contains(part), part);
        }
        int table = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).startsWith("|---"))
                .findFirst()
                .orElseThrow();
        int end = table;
        while (lines.get(end).startsWith("|")) {
            end++;
        }
        assertTrue(end <= SCREEN, "the first table ends in line " + end);
    }

    @Test
    void theIndexOfDecisionsNamesEachWithItsTitle() throws IOException {
        Path folder = ROOT.resolve("docs/adr");
        String index = Files.readString(folder.resolve("README.md"));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path ->
                            Character.isDigit(path.getFileName().toString().charAt(0)))
                    .toList()) {
                String title = Files.readAllLines(file).get(0).replaceFirst("^# \\d+[.:] ", "");
                assertTrue(index.contains("[" + title + "](" + file.getFileName() + ") | "), title);
            }
        }
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        for (String link : matches(LINK)) {
            assertTrue(Files.exists(ROOT.resolve(link)), "README links to " + link + ", which does not exist");
        }
    }

    private static List<String> matches(Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(Files.readString(ROOT.resolve("README.md")));
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String className(String program) {
        Matcher matcher = CLASS.matcher(program);
        assertTrue(matcher.find(), () -> "a program of README must declare a class:\n" + program);
        return matcher.group(1);
    }
}
