package org.dpmodel.validation;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 digests, for comparing things on different machines. */
public final class Sha256 {
    private Sha256() {}

    /**
     * A digest that has seen nothing.
     *
     * @return a new digest
     */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256, which every Java runtime must have", e);
        }
    }
}
