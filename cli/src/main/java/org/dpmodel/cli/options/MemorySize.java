package org.dpmodel.cli.options;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An amount of memory, written as bytes or with one of the binary units K, M, G, T: {@code 512M}, {@code 4G}.
 *
 * @param bytes at least 1
 */
record MemorySize(long bytes) {
    private static final Pattern WRITTEN = Pattern.compile("([1-9][0-9]{0,17})([KMGT]?)B?");
    private static final String UNITS = "KMGT";

    /** Parses what a user writes. */
    static final class Converter implements ITypeConverter<MemorySize> {
        @Override
        public MemorySize convert(String text) {
            Matcher matcher = WRITTEN.matcher(text.toUpperCase(Locale.ROOT));
            if (matcher.matches()) {
                int unit = matcher.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(matcher.group(2));
                long number = Long.parseLong(matcher.group(1));
                if (number <= Long.MAX_VALUE >> (10 * unit)) {
                    return new MemorySize(number << (10 * unit));
                }
            }
            throw new TypeConversionException("must be bytes such as 1073741824, or 512M, 4G; found '" + text + "'");
        }
    }
}
