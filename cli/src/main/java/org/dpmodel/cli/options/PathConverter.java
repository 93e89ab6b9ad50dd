package org.dpmodel.cli.options;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Converts the name of a file or folder. An empty name, as passed by a script whose variable is not set, would mean the
 * current folder, where files as private as the data would then end up.
 */
public final class PathConverter implements ITypeConverter<Path> {
    /** The remedy if a name has letters that the system's locale does not support. */
    public static final String CURE =
            "write it in a form that the system accepts; letters beyond ASCII need a locale that supports them, for"
                    + " example LC_ALL=C.UTF-8";

    /** Creates the converter, which has no state. */
    public PathConverter() {}

    @Override
    public Path convert(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException(
                    "must name a file or folder, found nothing: is a variable not set? '.' is the current folder");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(e.getMessage() + ": " + CURE);
        }
    }
}
