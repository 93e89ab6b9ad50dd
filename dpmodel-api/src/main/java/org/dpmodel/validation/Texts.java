package org.dpmodel.validation;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What texts must not have in them where they stand for somebody. */
public final class Texts {
    private Texts() {}

    /**
     * Whether nobody sees a character: blanks of every width, line ends, control and format characters, which are in Unicode's
     * categories Z, Cc and Cf.
     *
     * @param codePoint the character
     * @return whether it leaves no mark
     */
    public static boolean isInvisible(int codePoint) {
        return Character.isSpaceChar(codePoint) || Character.isWhitespace(codePoint) || isControlOrFormat(codePoint);
    }

    /**
     * Whether a character is for machines: of Unicode's categories Cc and Cf.
     *
     * @param codePoint the character
     * @return whether it is a control or format character
     */
    public static boolean isControlOrFormat(int codePoint) {
        int category = Character.getType(codePoint);
        return category == Character.CONTROL || category == Character.FORMAT;
    }

    /**
     * A text in UTF-8, to the letter: Java's own encoder writes the same question mark for each half of a surrogate pair, so that
     * different texts would become one.
     *
     * @param text the text
     * @return its bytes, different ones for different texts
     * @throws CharacterCodingException if it has half of a surrogate pair
     */
    public static byte[] utf8(String text) throws CharacterCodingException {
        ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
