package org.dpmodel.demo;

/** Where the digits come from. */
enum DataSource {
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
}
