package org.dpmodel.cli.options;

/** The origin of the data. */
public enum DataSource {
    /** Synthetic digits; nobody's data. */
    SYNTHETIC("synthetic"),
    /** Handwriting of real people, from files. */
    MNIST("mnist"),
    /** A table in a file; only its user knows whose data it is. */
    TABLE("table"),
    /** Images in a folder for each class; only their user knows whose data they are. */
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
