package org.dpmodel.documents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What the modules declare in their {@code pom.xml} files. */
final class ModulePoms {
    private static final Path ROOT = Path.of(System.getProperty("dpmodel.rootDirectory", "../.."));

    private ModulePoms() {}

    /** The modules of this build that each module declares, but for its tests. */
    static Map<String, Set<String>> declared() throws IOException {
        List<String> modules = elements(pom(""), "module").stream()
                .map(Element::getTextContent)
                .toList();
        Map<String, String> byArtifact = new TreeMap<>();
        for (String module : modules) {
            byArtifact.put(child(pom(module), "artifactId").orElseThrow(), module);
        }
        Map<String, Set<String>> declared = new TreeMap<>();
        for (String module : modules) {
            Set<String> used = declared.computeIfAbsent(module, fresh -> new TreeSet<>());
            for (Element dependency : dependencies(pom(module))) {
                String other = byArtifact.get(child(dependency, "artifactId").orElseThrow());
                if (other != null && !child(dependency, "scope").equals(Optional.of("test"))) {
                    used.add(other);
                }
            }
        }
        return declared;
    }

    /** Dependencies of the project itself; a bill of materials and plugins list others. */
    private static List<Element> dependencies(Element project) {
        return elements(project, "dependency").stream()
                .filter(dependency -> dependency.getParentNode().getParentNode() == project)
                .toList();
    }

    private static Element pom(String module) throws IOException {
        Path file = ROOT.resolve(module).resolve("pom.xml");
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException(file + " must be a pom", e);
        }
    }

    private static Optional<String> child(Element parent, String name) {
        return elements(parent, name).stream()
                .filter(element -> element.getParentNode() == parent)
                .map(element -> element.getTextContent().strip())
                .findFirst();
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }
}
