package org.dpmodel.accountant;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this library that statements contain; read here, since the module can be used alone. */
final class AccountantVersion {
    private AccountantVersion() {}

    /**
     * Reads the version that the build wrote into the jar.
     *
     * @return for example {@code 0.1.0}
     */
    static String current() {
        try (InputStream in = AccountantVersion.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                return "unknown";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties of the accountant cannot be read", e);
        }
    }
}
