package org.dpmodel.validation;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Checks of texts that identify a person. */
public final class Texts {
    private Texts() {}

    /**
     * Ranges of Unicode 16's Default_Ignorable_Code_Point outside categories Cc and Cf, since Java does not have this
     * property. First and last of each.
     */
    private static final int[][] IGNORABLE = {
        {0x034f, 0x034f},
        {0x115f, 0x1160},
        {0x17b4, 0x17b5},
        {0x180b, 0x180f},
        {0x2065, 0x2065},
        {0x3164, 0x3164},
        {0xfe00, 0xfe0f},
        {0xffa0, 0xffa0},
        {0xfff0, 0xfff8},
        {0xe0000, 0xe0fff}
    };

    private static final int BLANK_OF_BRAILLE = 0x2800;

    /**
     * Whether a character is invisible: blanks of every width, line ends, control and format characters, which are in
     * Unicode's categories Z, Cc and Cf, and those of {@link #isIgnorable}.
     *
     * @param codePoint the character
     * @return whether it is invisible
     */
    public static boolean isInvisible(int codePoint) {
        return Character.isSpaceChar(codePoint)
                || Character.isWhitespace(codePoint)
                || isControlOrFormat(codePoint)
                || isIgnorable(codePoint);
    }

    /**
     * Whether a character that is a letter or a mark by its category is invisible: fillers, joiners and variation
     * selectors, which Unicode calls ignorable by default, and the braille blank.
     *
     * @param codePoint the character
     * @return whether it is invisible
     */
    public static boolean isIgnorable(int codePoint) {
        return codePoint == BLANK_OF_BRAILLE
                || Arrays.stream(IGNORABLE).anyMatch(range -> codePoint >= range[0] && codePoint <= range[1]);
    }

    /**
     * Whether a character is a control or format character: of Unicode's categories Cc and Cf.
     *
     * @param codePoint the character
     * @return whether it is a control or format character
     */
    public static boolean isControlOrFormat(int codePoint) {
        int category = Character.getType(codePoint);
        return category == Character.CONTROL || category == Character.FORMAT;
    }

    /**
     * A text in UTF-8, without replacement: Java's own encoder writes the same question mark for each unpaired surrogate,
     * so different texts would become equal.
     *
     * @param text the text
     * @return its bytes, which differ for different texts
     * @throws CharacterCodingException if it has an unpaired surrogate
     */
    public static byte[] utf8(String text) throws CharacterCodingException {
        ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
