package org.dpmodel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Numbers look the same on every machine: with decimal commas, other digits or a dotless i, reports could not be compared, or
 * read by programs. That no format forgets its locale is a rule of the compiler (Error Prone's DefaultLocale).
 */
class LocaleTest {
    private static final String GERMAN = "de-DE";
    private static final String ARABIC = "ar-EG-u-nu-arab";

    /** A comma that is not followed by three digits, as one between thousands is. */
    private static final Pattern DECIMAL_COMMA = Pattern.compile("\\d,(?!\\d{3}(?!\\d))\\d");

    @TempDir
    Path folder;

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    private static Execution in(String locale, String... arguments) {
        Locale.setDefault(Locale.forLanguageTag(locale));
        return Execution.of(arguments).succeeds();
    }

    @ParameterizedTest
    @ValueSource(strings = {GERMAN, "tr-TR", ARABIC, "hi-IN-u-nu-deva", "th-TH-u-nu-thai"})
    void aReportIsTheSameInEveryLocale(String locale) {
        String[] report = {"privacy", "--target-epsilon", "3", "--accountant", "all"};
        String[] help = {"train", "--help"};
        assertEquals(in("en-US", report).out(), in(locale, report).out());
        assertEquals(in("en-US", help).out(), in(locale, help).out());
    }

    @Test
    void aSelfcheckHasOneDecimalSign() {
        String out = in(GERMAN, "selfcheck").out();
        assertFalse(DECIMAL_COMMA.matcher(out).find(), out);
    }

    @Test
    void aTrainingReportsWithUsualDigits() {
        String[] training = {
            "train", "--examples", "600", "--batch-size", "64", "--epochs", "1", "--checkpoint-dir", folder.toString()
        };
        String out = in(ARABIC, training).out();
        assertFalse(out.codePoints().anyMatch(point -> point > 127 && Character.isDigit(point)), out);
    }
}
