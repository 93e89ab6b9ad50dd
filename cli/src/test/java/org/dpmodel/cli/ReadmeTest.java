package org.dpmodel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the README says is true: its programs compile, and its links lead somewhere. */
class ReadmeTest {
    private static final Path ROOT = Path.of(System.getProperty("dpmodel.rootDirectory"));
    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("^class (\\w+)", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

    @TempDir
    private Path classes;

    @TestFactory
    Stream<DynamicTest> programsCompile() throws IOException {
        List<String> programs = matches(PROGRAM);
        assertTrue(programs.size() >= 2, "README must show programs");
        return programs.stream().map(text -> DynamicTest.dynamicTest(className(text), () -> compile(text)));
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

    private void compile(String program) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        URI name = URI.create("string:///" + className(program) + ".java");
        JavaFileObject source = new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return program;
            }
        };
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-d", classes.toString(), "-proc:none", "-classpath", System.getProperty("java.class.path"));
        boolean compiled = compiler.getTask(messages, null, null, options, null, List.of(source))
                .call();
        assertEquals("", messages.toString());
        assertTrue(compiled);
    }
}
