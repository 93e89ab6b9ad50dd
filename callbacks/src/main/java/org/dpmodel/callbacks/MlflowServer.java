package org.dpmodel.callbacks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** The parts of the REST interface of an MLflow tracking server, version 2.0, that are needed here. For one thread. */
final class MlflowServer {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int NOT_FOUND = 404;
    private static final int SUCCESS = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI root;
    private final Optional<String> token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    MlflowServer(URI root, Optional<String> token) {
        this.root = root;
        this.token = token;
    }

    /** The id of an experiment, which is created if it does not exist. */
    String experiment(String name) throws IOException {
        HttpResponse<String> found = send(
                request("experiments/get-by-name?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
                        .GET());
        if (found.statusCode() != NOT_FOUND) {
            return body(found).at("/experiment/experiment_id").asText();
        }
        return post("experiments/create", JSON.createObjectNode().put("name", name))
                .get("experiment_id")
                .asText();
    }

    JsonNode post(String method, ObjectNode body) throws IOException {
        return body(send(request(method)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))));
    }

    private HttpRequest.Builder request(String method) {
        String base = root.toString().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/api/2.0/mlflow/" + method))
                .timeout(PATIENCE);
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the thread was interrupted while waiting for MLflow at " + root, e);
        } catch (IOException e) {
            throw new IOException(
                    "no answer from MLflow at " + root + " (" + e
                            + "): start it with mlflow server, or correct the address",
                    e);
        }
    }

    private JsonNode body(HttpResponse<String> response) throws IOException {
        if (response.statusCode() / 100 != SUCCESS) {
            throw new IOException("MLflow at " + root + " answers " + response.statusCode() + " to "
                    + response.request().uri().getPath() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
