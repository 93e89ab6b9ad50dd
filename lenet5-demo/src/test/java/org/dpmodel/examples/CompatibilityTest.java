package org.dpmodel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
}
