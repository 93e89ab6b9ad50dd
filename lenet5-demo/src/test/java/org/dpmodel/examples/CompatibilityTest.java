package org.dpmodel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/compatibility.md says of each package whether it is public or internal, and names none that is not there. */
class CompatibilityTest {
    private static final Path ROOT = Path.of(System.getProperty("dpmodel.rootDirectory"));
    private static final Pattern PACKAGE = Pattern.compile("`(org\\.dpmodel[a-z.]*(?:\\.\\*)?)`");

    private static final Pattern IMPORT = Pattern.compile("import (?:static )?(org\\.dpmodel[a-z.]*)\\.[A-Z]");

    private static Set<String> named(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = PACKAGE.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static Set<String> packages() throws IOException {
        Set<String> packages = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(path -> path.endsWith("package-info.java"))
                    .filter(path -> path.toString().contains("src/main/java"))
                    .filter(path -> !path.toString().contains("benchmarks"))
                    .filter(path -> !path.toString().contains("outside-engine"))
                    .toList()) {
                Path sources = file;
                while (!sources.endsWith("java")) {
                    sources = sources.getParent();
                }
                packages.add(sources.relativize(file.getParent()).toString().replace('/', '.'));
            }
        }
        return packages;
    }

    @Test
    void eachPackageIsPublicOrInternal() throws IOException {
        String text = Files.readString(ROOT.resolve("docs/compatibility.md"));
        int border = text.indexOf("## Internal packages");
        Set<String> open = named(text.substring(0, border));
        Set<String> internal = named(text.substring(border));
        Set<String> there = packages();
        Set<String> unnamed = new TreeSet<>(there);
        unnamed.removeIf(name -> open.contains(name)
                || internal.contains(name)
                || internal.stream()
                        .filter(pattern -> pattern.endsWith(".*"))
                        .anyMatch(pattern -> name.startsWith(pattern.substring(0, pattern.length() - 1))
                                || name.equals(pattern.substring(0, pattern.length() - 2))));
        assertEquals(Set.of(), unnamed, "packages that docs/compatibility.md does not name");
        for (Set<String> list : Set.of(open, internal)) {
            list.removeIf(name -> name.endsWith(".*"));
            assertTrue(there.containsAll(list), () -> "of " + list + " some are not there: " + there);
        }
        open.retainAll(internal);
        assertEquals(Set.of(), open, "packages that are both");
    }

    /**
     * The sources that stand for an engine written elsewhere: the one in a package of its own, with its test, and the targets
     * of the engines here.
     */
    @Test
    void whatEnginesAreWrittenWithIsPublic() throws IOException {
        String text = Files.readString(ROOT.resolve("docs/compatibility.md"));
        Set<String> open = named(text.substring(0, text.indexOf("## Internal packages")));
        Set<String> closed = new TreeSet<>();
        int sources = 0;
        try (Stream<Path> files = Stream.of("ci/outside-engine", "engines").flatMap(CompatibilityTest::javaFiles)) {
            for (Path file : files.toList()) {
                boolean outside = file.toString().contains("outside-engine");
                if (outside || file.getFileName().toString().matches("\\w+Targets?\\.java")) {
                    sources++;
                    Matcher imported = IMPORT.matcher(Files.readString(file));
                    while (imported.find()) {
                        if (!open.contains(imported.group(1))) {
                            closed.add(file.getFileName() + ": " + imported.group(1));
                        }
                    }
                }
            }
        }
        assertTrue(sources > 5, sources + " sources");
        assertEquals(Set.of(), closed, "internal packages that an engine is written with");
    }

    private static Stream<Path> javaFiles(String folder) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(path -> path.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
