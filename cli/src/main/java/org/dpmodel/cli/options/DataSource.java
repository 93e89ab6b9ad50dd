package org.dpmodel.cli.options;

/** Where the data come from. */
public enum DataSource {
    /** Drawn by this library; nobody's data. */
    SYNTHETIC("synthetic"),
    /** Handwriting of real people, from files. */
    MNIST("mnist"),
    /** A table in a file, of whomever its user knows. */
    TABLE("table"),
    /** Images in a folder for each class, of whomever their user knows. */
    IMAGES("images");

    private final String optionValue;

    DataSource(String optionValue) {
        this.optionValue = optionValue;
    }

    @Override
    public String toString() {
        return optionValue;
    }
}
