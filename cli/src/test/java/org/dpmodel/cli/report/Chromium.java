package org.dpmodel.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Chromium without a window, controlled by its debugging protocol. For one thread; close it. */
final class Chromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<JsonNode> messages;
    private final List<String> complaints = new ArrayList<>();
    private String session = "";
    private int lastId;

    private Chromium(Process process, WebSocket socket, BlockingQueue<JsonNode> messages) {
        this.process = process;
        this.socket = socket;
        this.messages = messages;
    }

    /** The program, as the property {@code dpmodel.chromium} or the path names it. */
    static Optional<Path> program() {
        String named = System.getProperty("dpmodel.chromium");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Chromium start(Path program, Path profile) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        try {
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(address(process), new Receiver(messages))
                    .join();
            Chromium chromium = new Chromium(process, socket, messages);
            String target = chromium.call("Target.createTarget", Map.of("url", "about:blank"))
                    .get("targetId")
                    .asText();
            chromium.session = chromium.call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                    .get("sessionId")
                    .asText();
            for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
                chromium.call(domain + ".enable", Map.of());
            }
            return chromium;
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static URI address(Process process) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder output = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            output.append(line).append('\n');
            if (line.contains("DevTools listening on ")) {
                return URI.create(line.replaceFirst(".*listening on ", ""));
            }
        }
        throw new IOException("Chromium did not start: " + output);
    }

    /** Puts messages, which may come in parts, into the queue. */
    private static final class Receiver implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> messages;
        private final StringBuilder part = new StringBuilder();

        Receiver(BlockingQueue<JsonNode> messages) {
            this.messages = messages;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                try {
                    messages.add(JSON.readTree(part.toString()));
                } catch (IOException e) {
                    throw new IllegalStateException("Chromium sent no JSON", e);
                }
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }

    private JsonNode call(String method, Map<String, Object> parameters) throws IOException, InterruptedException {
        int id = ++lastId;
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        socket.sendText(message.toString(), true).join();
        return await(answer -> answer.path("id").asInt() == id).path("result");
    }

    private interface Wanted {
        boolean is(JsonNode message);
    }

    private JsonNode await(Wanted wanted) throws IOException, InterruptedException {
        while (true) {
            JsonNode message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new IOException("Chromium does not answer");
            }
            listen(message);
            if (message.has("error")) {
                throw new IOException("Chromium refuses: " + message);
            }
            if (wanted.is(message)) {
                return message;
            }
        }
    }

    /** Whatever goes to the console, and each address that is asked for over a network. */
    private void listen(JsonNode message) {
        String method = message.path("method").asText();
        String url = message.at("/params/request/url").asText();
        boolean outside = method.equals("Network.requestWillBeSent") && !url.matches("(file|data|about):.*");
        if (method.equals("Runtime.consoleAPICalled")
                || method.equals("Runtime.exceptionThrown")
                || method.equals("Log.entryAdded")
                || outside) {
            complaints.add(message.toString());
        }
    }

    /** What the pages so far have complained of, or asked a network for. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void open(Path page) throws IOException, InterruptedException {
        call("Page.navigate", Map.of("url", page.toUri().toString()));
        await(message -> message.path("method").asText().equals("Page.loadEventFired"));
    }

    /** Sets the width of the window, and whether the reader likes dark colours. */
    void show(int width, boolean dark) throws IOException, InterruptedException {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 500));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** The value of an expression of JavaScript. */
    JsonNode evaluate(String expression) throws IOException, InterruptedException {
        JsonNode result = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(result.toString());
        }
        return result.at("/result/value");
    }

    byte[] screenshot() throws IOException, InterruptedException {
        return bytes(call("Page.captureScreenshot", Map.of("captureBeyondViewport", true, "format", "png")));
    }

    byte[] pdf() throws IOException, InterruptedException {
        return bytes(call("Page.printToPDF", Map.of("preferCSSPageSize", true, "printBackground", true)));
    }

    private static byte[] bytes(JsonNode result) {
        return Base64.getDecoder().decode(result.get("data").asText());
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
