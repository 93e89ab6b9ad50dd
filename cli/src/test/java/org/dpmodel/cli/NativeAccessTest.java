package org.dpmodel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Java 24 warns of native code that nobody has allowed, and later releases will refuse it: the program's jar allows its own.
 * The test's jar has the manifest entry that the module's POM states for the program's.
 */
@Tag("slow")
class NativeAccessTest {
    private static final int WARNS_FROM = 24;
    private static final int SECONDS = 120;
    private static final Path ROOT = Path.of(System.getProperty("dpmodel.rootDirectory"));

    @TempDir
    Path folder;

    private record Child(int exitCode, String out, String err) {}

    /** A Java that warns: this one, that of DPMODEL_NEW_JAVA, or one of the system's. */
    private static Optional<Path> newJava() throws IOException {
        String named = System.getenv("DPMODEL_NEW_JAVA");
        List<Path> homes = new ArrayList<>(Stream.of(System.getProperty("java.home"), named == null ? "" : named)
                .filter(home -> !home.isEmpty())
                .map(Path::of)
                .toList());
        Path system = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(system)) {
            try (Stream<Path> found = Files.list(system)) {
                found.sorted().forEach(homes::add);
            }
        }
        for (Path home : homes) {
            Path release = home.resolve("release");
            if (Files.isRegularFile(release) && Files.isExecutable(home.resolve("bin/java"))) {
                Matcher version = Pattern.compile("JAVA_VERSION=\"(\\d+)").matcher(Files.readString(release));
                if (version.find() && Integer.parseInt(version.group(1)) >= WARNS_FROM) {
                    return Optional.of(home.resolve("bin/java"));
                }
            }
        }
        return Optional.empty();
    }

    /** A jar that holds nothing but the manifest: the class path of the tests, and what the POM states. */
    private Path program() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        attributes.put(
                Attributes.Name.CLASS_PATH,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(entry -> Path.of(entry).toUri().toString())
                        .collect(Collectors.joining(" ")));
        String pom = Files.readString(ROOT.resolve("cli/pom.xml"));
        Matcher entry = Pattern.compile("<(Enable-Native-Access)>([^<]*)</").matcher(pom);
        while (entry.find()) {
            attributes.putValue(entry.group(1), entry.group(2));
        }
        Path jar = folder.resolve("program.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream written = new JarOutputStream(file, manifest)) {
            written.finish();
        }
        return jar;
    }

    private Child run(List<String> command) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "the program does not end");
        } finally {
            process.destroyForcibly();
        }
        return new Child(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void theProgramTrainsWhereNativeCodeMustBeAllowed() throws IOException, InterruptedException {
        Optional<Path> java = newJava();
        if (java.isEmpty()) {
            System.err.println("SKIPPED: there is no Java " + WARNS_FROM
                    + " or later here, so nothing warns of native code; name one with DPMODEL_NEW_JAVA");
        }
        Assumptions.assumeTrue(java.isPresent(), "no newer Java");
        List<String> command = new ArrayList<>(List.of(java.get().toString(), "--illegal-native-access=deny"));
        // Protobuf's use of sun.misc.Unsafe is taken out of the program's jar only when that is packed: see ci/demo.sh.
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(List.of("-jar", program().toString(), "train", "--examples", "600", "--batch-size", "64"));
        command.addAll(List.of("--epochs", "1", "--checkpoint-dir", folder.toString()));
        Child child = run(command);
        assertEquals(0, child.exitCode(), child.err());
        assertEquals("", child.err());
        assertFalse(child.out().contains("WARNING"), child.out());
    }
}
