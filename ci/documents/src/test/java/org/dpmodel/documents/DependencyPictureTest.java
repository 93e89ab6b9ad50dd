package org.dpmodel.documents;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The pictures in {@code docs/architecture.md} are drawn from the classes. */
class DependencyPictureTest {
    /** Module of a package and of those below it; the longest name that fits decides. */
    private static final Map<String, String> MODULES = Map.ofEntries(
            Map.entry("org.dpmodel", "dpmodel-api"),
            Map.entry("org.dpmodel.accountant", "accountant"),
            Map.entry("org.dpmodel.graph", "graph"),
            Map.entry("org.dpmodel.callbacks", "callbacks"),
            Map.entry("org.dpmodel.engine.onnxruntime", "engines/onnxruntime"),
            Map.entry("org.dpmodel.engine.onnxruntime.cann", "engines/onnxruntime-cann"),
            Map.entry("org.dpmodel.engine.onnxruntime.capi", "engines/onnxruntime-cann"),
            Map.entry("org.dpmodel.engine.pytorch", "engines/pytorch"),
            Map.entry("org.dpmodel.engine.djl", "engines/djl"),
            Map.entry("org.dpmodel.djl", "djl"),
            Map.entry("org.dpmodel.tabular", "tabular"),
            Map.entry("org.dpmodel.audit", "audit"),
            Map.entry("org.dpmodel.spark", "spark"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.dpmodel");

    private static String module(JavaClass type) {
        String name = type.getPackageName();
        while (!MODULES.containsKey(name)) {
            name = name.substring(0, name.lastIndexOf('.'));
        }
        return MODULES.get(name);
    }

    private static String packageOfGraph(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith("org.dpmodel.graph") ? name.substring("org.dpmodel.".length()) : "";
    }

    /** Who uses whom; names that are empty are left out. */
    private static Map<String, Set<String>> uses(Function<JavaClass, String> name) {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            if (!type.getPackageName().startsWith("org.dpmodel")
                    || name.apply(type).isEmpty()) {
                continue;
            }
            Set<String> used = uses.computeIfAbsent(name.apply(type), fresh -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith("org.dpmodel"))
                    .map(name)
                    .filter(target -> !target.isEmpty() && !target.equals(name.apply(type)))
                    .forEach(used::add);
        }
        return uses;
    }

    static Map<String, Set<String>> usesOfModules() {
        return uses(DependencyPictureTest::module);
    }

    /** All that can be reached; there is no cycle, or this would not end. */
    private static Set<String> reached(Map<String, Set<String>> uses, String from) {
        Set<String> reached = new TreeSet<>();
        for (String next : uses.getOrDefault(from, new TreeSet<>())) {
            reached.add(next);
            reached.addAll(reached(uses, next));
        }
        return reached;
    }

    /** Arrows that follow from others are left out. */
    private static String picture(Map<String, Set<String>> uses) {
        List<String> lines = new ArrayList<>(List.of("```mermaid", "flowchart TD"));
        uses.forEach((user, used) -> used.stream()
                .filter(direct -> used.stream()
                        .noneMatch(other ->
                                !other.equals(direct) && reached(uses, other).contains(direct)))
                .forEach(direct -> lines.add("    " + box(user) + " --> " + box(direct))));
        lines.add("```");
        return String.join("\n", lines);
    }

    /** Names of boxes may not be words of the language, nor have slashes. */
    private static String box(String name) {
        return "box_" + name.replaceAll("[^a-z]", "_") + "[\"" + name + "\"]";
    }

    @Test
    void modules() throws IOException {
        new GeneratedPart("architecture.md", "modules").check(picture(usesOfModules()));
    }

    @Test
    void packagesOfTheCompiler() throws IOException {
        new GeneratedPart("architecture.md", "graph").check(picture(uses(DependencyPictureTest::packageOfGraph)));
    }
}
