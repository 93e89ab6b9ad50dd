package org.dpmodel.data;

import static org.dpmodel.data.IdxFileTest.gzip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dpmodel.data.MnistDownload.RemoteFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on this machine; nothing here reaches the network. */
class MnistDownloadTest {
    private static final byte[] FIRST = "first content".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SECOND = new byte[300_000];

    @TempDir
    private Path directory;

    private HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    /** The server sends the begin of a file, and the rest never. */
    @Test
    void anInterruptedDownloadSaysSoAndLeavesNoHalfFile() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        server.createContext("/mnist/slow.gz", exchange -> {
            exchange.sendResponseHeaders(200, 100_000);
            exchange.getResponseBody().write(new byte[20_000]);
            exchange.getResponseBody().flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        URI source = URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/mnist/");
        Thread downloading = Thread.currentThread();
        MnistDownload download = MnistDownload.of(source, List.of(new RemoteFile("slow", "0")));
        InterruptedException stopped = assertThrows(
                InterruptedException.class,
                () -> download.into(directory, (address, received, total) -> downloading.interrupt()));
        end.countDown();
        assertTrue(stopped.getMessage().contains("slow.gz"), stopped.getMessage());
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private void serve(String name, int status, byte[] body, int announced) {
        server.createContext("/mnist/" + name + ".gz", exchange -> {
            requests.incrementAndGet();
            answer(exchange, status, body, announced);
        });
    }

    private static void answer(HttpExchange exchange, int status, byte[] body, int announced) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, announced);
            exchange.getResponseBody().write(body);
        }
    }

    private void serve(String name, byte[] body) {
        serve(name, 200, body, body.length);
    }

    private MnistDownload download() throws Exception {
        URI source = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mnist");
        return MnistDownload.of(source, List.of(remote("first", FIRST), remote("second", SECOND)));
    }

    private static RemoteFile remote(String name, byte[] content) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
        return new RemoteFile(name, HexFormat.of().formatHex(hash));
    }

    private void assertRefused(String problem) throws Exception {
        MnistDownload download = download();
        IOException e = assertThrows(
                IOException.class, () -> download.into(directory.resolve("new"), DownloadProgress.silent()));
        assertTrue(e.getMessage().contains(problem), e.getMessage());
        try (Stream<Path> files = Files.list(directory.resolve("new"))) {
            assertEquals(0, files.count(), "no half file may stay");
        }
    }

    @Test
    void fetchesChecksAndReports() throws Exception {
        serve("first", gzip(FIRST));
        serve("second", gzip(SECOND));
        List<String> reports = new ArrayList<>();

        Path target = directory.resolve("a/b");
        assertEquals(
                target,
                download()
                        .into(
                                target,
                                (file, received, total) -> reports.add(file.getPath() + " " + received + "/" + total)));

        assertArrayEquals(gzip(FIRST), Files.readAllBytes(target.resolve("first.gz")));
        assertArrayEquals(gzip(SECOND), Files.readAllBytes(target.resolve("second.gz")));
        int length = gzip(SECOND).length;
        assertEquals("/mnist/second.gz " + length + "/" + length, reports.get(reports.size() - 1));
    }

    @Test
    void fetchesOnlyWhatIsMissingOrWrong() throws Exception {
        serve("first", gzip(FIRST));
        serve("second", gzip(SECOND));
        Files.write(directory.resolve("first.gz"), gzip(FIRST));
        Files.write(directory.resolve("second.gz"), Arrays.copyOf(gzip(SECOND), 100));
        download().into(directory, DownloadProgress.silent());
        assertEquals(1, requests.get());
        download().into(directory, DownloadProgress.silent());
        assertEquals(1, requests.get());
        assertArrayEquals(gzip(SECOND), Files.readAllBytes(directory.resolve("second.gz")));
    }

    @Test
    void refusesAnotherFile() throws Exception {
        serve("first", gzip(SECOND));
        assertRefused("first.gz sent is not the original file: the SHA-256 of its content must be ");
    }

    @Test
    void refusesWhatIsNoGzip() throws Exception {
        serve("first", "<html>please log in</html>".getBytes(StandardCharsets.UTF_8));
        assertRefused("found no intact gzip data: try another source");
    }

    @Test
    void tellsThatAFileIsNotThere() throws Exception {
        serve("first", 404, new byte[] {1}, 1);
        assertRefused("/mnist/first.gz answered with status 404: try another source");
    }

    @Test
    void tellsThatTheServerStopped() throws Exception {
        byte[] whole = gzip(FIRST);
        serve("first", 200, Arrays.copyOf(whole, 10), whole.length);
        assertRefused("first.gz stopped after 10 bytes");
    }

    @Test
    void tellsThatThereIsNoServer() throws Exception {
        MnistDownload unreachable = download();
        server.stop(0);
        IOException e = assertThrows(IOException.class, () -> unreachable.into(directory, DownloadProgress.silent()));
        assertTrue(e.getMessage().startsWith("cannot reach http://127.0.0.1:"), e.getMessage());
    }

    @Test
    void theDefaultSourceIsEncrypted() {
        assertEquals("https", MnistDownload.DEFAULT_SOURCE.getScheme());
    }
}
