package org.dpmodel.callbacks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** As much of an MLflow server as the logger asks for; it keeps the requests that it received. */
final class MlflowDouble implements AutoCloseable {
    /** A request. */
    record Request(String method, JsonNode body, String authorization) {}

    private static final String ROOT = "/api/2.0/mlflow/";

    private final HttpServer server;
    private final List<Request> received = new ArrayList<>();
    private boolean failing;

    MlflowDouble() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(ROOT, this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    /** From now on every request fails. */
    void fail() {
        failing = true;
    }

    List<Request> received(String method) {
        synchronized (received) {
            return received.stream().filter(one -> one.method.equals(method)).toList();
        }
    }

    String all() {
        synchronized (received) {
            return received.toString();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestURI().getPath().substring(ROOT.length());
        JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
        synchronized (received) {
            received.add(new Request(method, body, exchange.getRequestHeaders().getFirst("Authorization")));
        }
        if (failing) {
            send(exchange, 500, "{\"error_code\": \"INTERNAL_ERROR\", \"message\": \"out of disk\"}");
            return;
        }
        switch (method) {
            case "experiments/get-by-name" -> send(exchange, 404, "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\"}");
            case "experiments/create" -> send(exchange, 200, "{\"experiment_id\": \"7\"}");
            case "runs/create" -> send(exchange, 200, "{\"run\": {\"info\": {\"run_id\": \"r1\"}}}");
            default -> send(exchange, 200, "{}");
        }
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
