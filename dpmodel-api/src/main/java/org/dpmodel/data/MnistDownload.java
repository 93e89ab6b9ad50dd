package org.dpmodel.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.dpmodel.validation.Sha256;

/**
 * Downloads the four gzipped MNIST files, only on request. A file counts only if the SHA-256 of its decompressed
 * content is that of the original distribution; it appears in the directory complete or not at all. Correct files that
 * are already there are not fetched again.
 */
public final class MnistDownload {
    /** The default source of the files: the mirror that PyTorch's torchvision uses. */
    public static final URI DEFAULT_SOURCE = URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/");

    /** More than any of the compressed files needs. */
    private static final long MAXIMUM_BYTES = 64L << 20;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(60);
    private static final int CHUNK = 1 << 16;

    private static final List<RemoteFile> FILES = List.of(
            new RemoteFile(Mnist.TRAIN_IMAGES, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            new RemoteFile(Mnist.TRAIN_LABELS, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            new RemoteFile(Mnist.TEST_IMAGES, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            new RemoteFile(Mnist.TEST_LABELS, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));

    private final URI source;
    private final List<RemoteFile> files;

    private MnistDownload(URI source, List<RemoteFile> files) {
        Objects.requireNonNull(source, "source");
        this.source = source.toString().endsWith("/") ? source : URI.create(source + "/");
        this.files = files;
    }

    /**
     * A download from the default source.
     *
     * @return the download, not yet started
     */
    public static MnistDownload fromDefaultSource() {
        return from(DEFAULT_SOURCE);
    }

    /**
     * A download from elsewhere.
     *
     * @param source the http or https address of the directory that holds the four {@code .gz} files
     * @return the download, not yet started
     */
    public static MnistDownload from(URI source) {
        return new MnistDownload(source, FILES);
    }

    /** A download of other files, for tests. */
    static MnistDownload of(URI source, List<RemoteFile> files) {
        return new MnistDownload(source, files);
    }

    /**
     * Fetches what is missing or wrong in a directory.
     *
     * @param directory where to put the files; made if it does not exist
     * @param progress receives the progress of each file
     * @return {@code directory}, for {@link Mnist#train(Path)}
     * @throws DataFileException if the server does not have the file, or a different one
     * @throws IOException if the server cannot be reached or the directory cannot be written
     * @throws InterruptedException if the thread is interrupted; no partial file is left
     */
    public Path into(Path directory, DownloadProgress progress) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        for (RemoteFile file : files) {
            Path target = directory.resolve(file.name() + ".gz");
            if (!Files.exists(target) || !file.sha256().equals(sha256OfContent(target))) {
                fetch(client, file, target, progress);
            }
        }
        return directory;
    }

    private void fetch(HttpClient client, RemoteFile file, Path target, DownloadProgress progress)
            throws IOException, InterruptedException {
        URI address = source.resolve(file.name() + ".gz");
        // Not createTempFile, which would make the file readable only by its owner.
        Path part = target.resolveSibling(file.name() + "-" + UUID.randomUUID() + ".part");
        try {
            receive(client, address, part, progress);
            String found = sha256OfContent(part);
            if (!file.sha256().equals(found)) {
                throw new DataFileException(
                        target,
                        "what " + address + " sent is not the original file: the SHA-256 of its content must be "
                                + file.sha256() + ", found " + found + ": try another source");
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void receive(HttpClient client, URI address, Path part, DownloadProgress progress)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(RESPONSE_TIMEOUT).build();
        HttpResponse<InputStream> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IOException(
                    "cannot reach " + address + " (" + e + "): check the network or try another source", e);
        }
        try (InputStream body = response.body();
                OutputStream out = Files.newOutputStream(part)) {
            if (response.statusCode() != 200) {
                throw new IOException(
                        address + " answered with status " + response.statusCode() + ": try another source");
            }
            long total = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            copy(address, body, out, total, progress);
        }
    }

    private static void copy(URI address, InputStream body, OutputStream out, long total, DownloadProgress progress)
            throws IOException, InterruptedException {
        byte[] chunk = new byte[CHUNK];
        long received = 0;
        for (int count = read(address, body, chunk, received);
                count >= 0;
                count = read(address, body, chunk, received)) {
            received += count;
            if (received > MAXIMUM_BYTES) {
                throw new IOException(address + " sends more than " + MAXIMUM_BYTES + " bytes: try another source");
            }
            out.write(chunk, 0, count);
            progress.received(address, received, total);
        }
    }

    private static int read(URI address, InputStream body, byte[] chunk, long received)
            throws IOException, InterruptedException {
        // Checked here, since the stream may swallow an interrupt.
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted after " + received + " bytes from " + address);
        }
        try {
            return body.read(chunk);
        } catch (IOException e) {
            throw new IOException(
                    address + " stopped after " + received + " bytes (" + e.getMessage() + "): try again", e);
        }
    }

    /** Returns the hash in hexadecimal, or a word that equals no hash if the file is not an intact gzip file. */
    private static String sha256OfContent(Path compressed) throws IOException {
        try (InputStream raw = Files.newInputStream(compressed)) {
            return hash(raw, Sha256.digest());
        }
    }

    private static String hash(InputStream raw, MessageDigest digest) throws IOException {
        try (InputStream content = new DigestInputStream(new GZIPInputStream(raw), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (ZipException | EOFException e) {
            return "no intact gzip data";
        }
    }

    /**
     * A file to fetch.
     *
     * @param name its name without {@code .gz}
     * @param sha256 of its decompressed content, in hexadecimal
     */
    record RemoteFile(String name, String sha256) {}
}
