package org.dpmodel.random;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Random bits by name: each name is a block that is encrypted separately, so its bits depend on nothing else. */
final class NamedBits {
    private NamedBits() {}

    static byte[] of(SecretKeySpec key, byte[] names) {
        // Equal blocks would give equal bits, but all names are different.
        Cipher cipher = AesCiphers.of("ECB");
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(names);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the AES/ECB/NoPadding cipher of this Java runtime refuses a key of 128 bits", e);
        }
    }
}
