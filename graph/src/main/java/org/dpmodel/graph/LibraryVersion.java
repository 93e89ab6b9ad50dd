package org.dpmodel.graph;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this library, as it appears in the files and statements that it writes. */
public final class LibraryVersion {
    private static final String RESOURCE = "library.properties";

    private LibraryVersion() {}

    /**
     * The version of the running build.
     *
     * @return for example {@code "0.1.0"}
     * @throws IllegalStateException if the library was packaged without its resources
     */
    public static String current() {
        try (InputStream stream = LibraryVersion.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("resource org/dpmodel/graph/" + RESOURCE
                        + " is missing: keep the resources of the graph module when packing a jar");
            }
            Properties properties = new Properties();
            properties.load(stream);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE + " cannot be read", e);
        }
    }
}
