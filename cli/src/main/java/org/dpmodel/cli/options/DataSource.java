package org.dpmodel.cli.options;

import picocli.CommandLine.ITypeConverter;

/** Where the digits come from. */
public enum DataSource {
    /** Drawn by this library; nobody's data. */
    SYNTHETIC("synthetic"),
    /** Handwriting of real people, from files. */
    MNIST("mnist");

    private final String optionValue;

    DataSource(String optionValue) {
        this.optionValue = optionValue;
    }

    @Override
    public String toString() {
        return optionValue;
    }

    /** Finds a value by its name on the command line. */
    static final class Converter implements ITypeConverter<DataSource> {
        @Override
        public DataSource convert(String name) {
            return Names.find(name, DataSource.values());
        }
    }
}
