package org.dpmodel.random;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/** Makes ciphers that every Java runtime has unless it is configured otherwise. */
final class AesCiphers {
    private AesCiphers() {}

    /**
     * A new cipher.
     *
     * @param mode for example CTR
     * @throws IllegalStateException if the runtime has none, with what to do
     */
    static Cipher of(String mode) {
        String name = "AES/" + mode + "/NoPadding";
        try {
            return Cipher.getInstance(name);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java runtime has no " + name
                            + " cipher: add the SunJCE provider to its security configuration",
                    e);
        }
    }
}
