package org.dpmodel.random;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Bits of things by their names: each name is a block that is encrypted by itself, and stands for itself alone. */
final class NamedBits {
    private NamedBits() {}

    static byte[] of(SecretKeySpec key, byte[] names) {
        try {
            // Equal blocks would give equal bits; names differ.
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(names);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java runtime has no AES/ECB/NoPadding cipher: add the SunJCE provider to its security "
                            + "configuration",
                    e);
        }
    }
}
