package org.dpmodel.cli.options;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.dpmodel.data.DataFileException;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.Mnist;
import org.dpmodel.data.MnistDownload;
import org.dpmodel.data.SyntheticDigits;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that select the data: digits, a table, or images. */
public final class DataOptions {

    private static final List<DataSource> DIGITS = List.of(DataSource.SYNTHETIC, DataSource.MNIST);

    /** As many as MNIST has. */
    private static final int SYNTHETIC_EXAMPLES = 60_000;

    private static final int SYNTHETIC_TEST_EXAMPLES = 10_000;

    /** The seed of synthetic digits: fixed, so that every run and every evaluation sees the same ones. */
    private static final long SYNTHETIC_SEED = 1;

    private static final Path DOWNLOAD_DIRECTORY = Path.of("data", "mnist");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--data",
            paramLabel = "NAME",
            defaultValue = "synthetic",
            description =
                    "synthetic digits, mnist, a table's FILE.csv or a FOLDER of images (default: ${DEFAULT-VALUE})")
    private String name;

    @Option(
            names = "--data-path",
            paramLabel = "DIR",
            description = "folder of the four MNIST files (default with --download: data/mnist)")
    private Path path;

    @Option(names = "--download", description = "fetch missing MNIST files, checked by SHA-256 (default: no)")
    private boolean download;

    @Option(
            names = "--download-from",
            paramLabel = "URL",
            description = "where to fetch from (default: the mirror of PyTorch's torchvision)")
    private URI downloadSource;

    @Option(
            names = "--test-examples",
            paramLabel = "N",
            description = "evaluate on the first N test examples (default: all 10,000)")
    private int testExamples;

    @Option(
            names = "--classes",
            paramLabel = "A,B,...",
            description =
                    "of images: folders of the classes in FOLDER/train and FOLDER/test, by output (default: none)")
    private String classes;

    /**
     * Where the data come from.
     *
     * @return the source
     * @throws picocli.CommandLine.ParameterException if the name belongs to no source, and to neither a table nor a
     *     folder
     */
    public DataSource source() {
        for (DataSource digits : DIGITS) {
            if (digits.toString().equalsIgnoreCase(name)) {
                return digits;
            }
        }
        if (name.toLowerCase(Locale.ROOT).matches(".*\\.[ct]sv")) {
            return DataSource.TABLE;
        }
        if (Files.isDirectory(Path.of(name))) {
            return DataSource.IMAGES;
        }
        throw Usage.error(
                command,
                "--data must be one of " + DIGITS + ", a file that ends in .csv, or a folder of images, found " + name
                        + ", which is no folder: correct it");
    }

    /**
     * The file of a table.
     *
     * @return the file; empty if the data are not a table
     */
    public Optional<Path> table() {
        return source() == DataSource.TABLE ? Optional.of(Path.of(name)) : Optional.empty();
    }

    /**
     * The folder of images.
     *
     * @return the folder; empty if the data are something else
     */
    public Optional<Path> images() {
        return source() == DataSource.IMAGES ? Optional.of(Path.of(name)) : Optional.empty();
    }

    /**
     * The classes of images.
     *
     * @return the names of their folders, in the order of the network's outputs
     */
    public List<String> classes() {
        return classes == null ? List.of() : List.of(classes.split(",", -1));
    }

    /**
     * Whether the data are digits.
     *
     * @return true for digits
     */
    public boolean areDigits() {
        return DIGITS.contains(source());
    }

    /**
     * Refuses data other than digits.
     *
     * @throws picocli.CommandLine.ParameterException if the data are a table, or images
     */
    public void requireDigits() {
        if (!areDigits()) {
            throw Usage.error(
                    command,
                    "--data must be one of " + DIGITS + " here, found "
                            + (source() == DataSource.TABLE ? "the table " : "the folder ") + name
                            + ": tables and folders of images are for train, tune, evaluate and predict");
        }
    }

    /**
     * Refuses options that exclude each other.
     *
     * @throws picocli.CommandLine.ParameterException if there are such options
     */
    public void check() {
        DataSource source = source();
        if (source == DataSource.TABLE && (path != null || download || downloadSource != null || testExamples != 0)) {
            throw Usage.error(
                    command,
                    "--data-path, --download and --test-examples belong to digits, found a table: leave them out; "
                            + "--hold-out says how much of the table is used for evaluation");
        }
        checkImages(source);
        if (testExamples < 0) {
            throw Usage.error(command, "--test-examples must be at least 1, found " + testExamples);
        }
        if (source == DataSource.SYNTHETIC && (path != null || download || downloadSource != null)) {
            throw Usage.error(command, "--data-path and --download belong to --data mnist: add it, or leave them out");
        }
        if (downloadSource != null && !download) {
            throw Usage.error(command, "--download-from belongs to --download: add it, or leave it out");
        }
        if (source == DataSource.MNIST && path == null && !download) {
            throw Usage.error(
                    command,
                    "--data mnist needs --data-path DIR, the folder of the four MNIST files, or --download to fetch"
                            + " them");
        }
    }

    private void checkImages(DataSource source) {
        if (source != DataSource.IMAGES) {
            if (classes != null) {
                throw Usage.error(command, "--classes belongs to --data FOLDER of images: add it, or leave it out");
            }
            return;
        }
        if (path != null || download || downloadSource != null || testExamples != 0) {
            throw Usage.error(
                    command,
                    "--data-path, --download and --test-examples belong to digits, found a folder of images: leave them out");
        }
        List<String> names = classes();
        if (names.size() < 2
                || names.contains("")
                || names.size() != Set.copyOf(names).size()) {
            throw Usage.error(
                    command,
                    "--classes must name the folders of at least two classes of the images in " + name
                            + ", each once, found "
                            + (classes == null ? "none" : classes)
                            + ": pass --classes A,B in the order of the network's outputs; which classes there are is"
                            + " public, so it is not read off the folder");
        }
    }

    /**
     * The number of training examples, as far as it is known before reading.
     *
     * @param examples the requested number, or 0 for all
     * @return the number, if it is known
     */
    public OptionalInt knownSize(int examples) {
        if (examples > 0) {
            return OptionalInt.of(examples);
        }
        return source() == DataSource.SYNTHETIC ? OptionalInt.of(SYNTHETIC_EXAMPLES) : OptionalInt.empty();
    }

    /**
     * Announces slow work, and downloads missing files if the user asked for it.
     *
     * @param out receives the announcements
     * @throws IOException if files cannot be fetched or written
     * @throws InterruptedException if the thread is interrupted while it fetches
     */
    public void prepare(PrintStream out) throws IOException, InterruptedException {
        if (source() == DataSource.SYNTHETIC) {
            out.println("using synthetic digits, drawn when the first is needed ...");
        }
        if (download) {
            MnistDownload from =
                    downloadSource == null ? MnistDownload.fromDefaultSource() : MnistDownload.from(downloadSource);
            Set<URI> begun = new HashSet<>();
            from.into(directory(), (file, received, total) -> {
                if (begun.add(file)) {
                    out.println("fetching " + file + " ...");
                }
            });
        }
    }

    /**
     * The first training examples.
     *
     * @param examples how many, or 0 for all
     * @param side side of the images, in pixels
     * @return the digits
     * @throws IOException if files are missing or damaged
     */
    public Dataset train(int examples, int side) throws IOException {
        return read(() -> trainingDigits(examples, side));
    }

    private Dataset trainingDigits(int examples, int side) throws IOException {
        if (source() == DataSource.SYNTHETIC) {
            return SyntheticDigits.train(examples > 0 ? examples : SYNTHETIC_EXAMPLES, SYNTHETIC_SEED, side);
        }
        Dataset all = Mnist.train(directory(), side);
        return examples > 0 ? all.take(examples) : all;
    }

    /**
     * The requested number of test examples.
     *
     * @param side side of the images, in pixels
     * @return the digits
     * @throws IOException if files are missing or damaged
     */
    public Dataset test(int side) throws IOException {
        return read(() -> testDigits(side));
    }

    private Dataset testDigits(int side) throws IOException {
        if (source() == DataSource.SYNTHETIC) {
            return SyntheticDigits.test(
                    testExamples > 0 ? testExamples : SYNTHETIC_TEST_EXAMPLES, SYNTHETIC_SEED, side);
        }
        Dataset all = Mnist.test(directory(), side);
        return testExamples > 0 ? all.take(testExamples) : all;
    }

    /** Reads digits. */
    private interface Reading {
        Dataset read() throws IOException;
    }

    /** For missing files, the library's message recommends a class; the program has an option instead. */
    private static Dataset read(Reading reading) throws IOException {
        try {
            return reading.read();
        } catch (DataFileException e) {
            throw new IOException(e.getMessage().replace("MnistDownload", "--download"), e);
        }
    }

    /**
     * The options that select the same data.
     *
     * @return arguments to append to a command
     */
    public String arguments() {
        return source() == DataSource.SYNTHETIC
                ? ""
                : " "
                        + ShellWords.joined(List.of(
                                "--data", "mnist", "--data-path", directory().toString()));
    }

    private Path directory() {
        return path == null ? DOWNLOAD_DIRECTORY : path;
    }
}
