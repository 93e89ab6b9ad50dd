package org.dpmodel.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.stream.Stream;
import org.dpmodel.cli.Execution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AuditCommandTest {
    private static Execution audit(String... more) {
        return Execution.of(Stream.concat(
                        Stream.of("audit", "--examples", "800", "--batch-size", "400", "--epochs", "5", "--seed", "1"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void saysWhatWasClaimedTriedAndSeen() {
        Execution audit = audit("--target-epsilon", "8", "--canaries", "500").succeeds();
        assertTrue(audit.after("claim").contains("at delta 1.0E-5"), audit.out());
        double claim = Double.parseDouble(audit.after("claim").strip().split(" ", -1)[1]);
        assertTrue(claim > 7.9 && claim <= 8, audit.out());
        assertTrue(audit.after("tried").contains("500 canaries of 800 records"), audit.out());
        assertTrue(audit.after("verdict").contains("not refuted"), audit.out());
        assertTrue(audit.after("seen").contains("of the claim"), audit.out());
    }

    @Test
    void aClaimThatIsTooGoodIsRefuted() throws JsonProcessingException {
        Execution audit = audit("--noise-multiplier", "1", "--claim", "2", "--json");
        assertEquals(3, audit.exitCode(), audit.out() + audit.err());
        JsonNode json = new ObjectMapper().readTree(audit.out());
        assertTrue(json.get("refuted").asBoolean());
        assertEquals(2, json.get("claim").get("epsilon").asDouble());
        assertTrue(json.get("epsilonLower").asDouble() > 2);
        assertEquals(800, json.get("tried").get("canaries").asInt(), "all records, as there are fewer than 10000");
        assertFalse(json.get("plan").get("description").asText().isEmpty());
        assertEquals(1, json.get("plan").get("stepsPerCharge").asInt());
        assertTrue(json.get("seconds").asDouble() > 0);
    }

    @Test
    void peopleAndCorrelatedNoiseAreAudited() {
        Execution people =
                audit("--noise-multiplier", "2", "--records-per-person", "2").succeeds();
        assertTrue(people.after("tried").contains("canaries of 800 people"), people.out());
        assertTrue(people.after("plan").contains("people drawn, at most 2 records"), people.out());
        Execution banded = Execution.of(
                        "audit --examples 800 --batch-size 160 --epochs 4 --seed 1 --noise-multiplier 2 --sampling cyclic --noise"
                                .concat(" banded:4")
                                .split(" ", -1))
                .succeeds();
        assertTrue(banded.after("verdict").contains("not refuted"), banded.out());
    }

    @Test
    @Tag("slow")
    void finalModelsAreAudited() throws JsonProcessingException {
        Execution audit = Execution.of(
                        "audit --black-box --examples 60 --epochs 3 --models 4 --target-epsilon 50 --seed 1 --json"
                                .split(" ", -1))
                .succeeds();
        JsonNode json = new ObjectMapper().readTree(audit.out());
        assertTrue(json.get("plan").get("description").asText().contains("public size 60"), audit.out());
        assertEquals(3, json.get("plan").get("steps").asInt());
        assertEquals(4, json.get("tried").get("modelsWith").asInt());
        assertTrue(json.get("ranks").get("areaUnderCurve").asDouble() > 0.5, audit.out());
        assertFalse(json.get("refuted").asBoolean());
    }

    /** A network that learns its records by heart tells them from others; with privacy, the claim stands. */
    @Test
    @Tag("slow")
    void membersOfOneModelAreTold() throws JsonProcessingException {
        String options = "audit --membership --examples 60 --epochs 40 --shadow-pairs 2 --target-epsilon 1 --seed 1";
        Execution text = Execution.of(options.split(" ", -1)).succeeds();
        assertTrue(text.after("tried").contains("4 shadow models; about 60 of 120 records each, 40 steps"), text.out());
        assertTrue(text.after("verdict").contains("not refuted"), text.out());
        Execution audit = Execution.of((options + " --json").split(" ", -1)).succeeds();
        JsonNode json = new ObjectMapper().readTree(audit.out());
        assertTrue(json.get("plan").get("description").asText().contains("public size 60"), audit.out());
        assertEquals(120, json.get("tried").get("records").asInt());
        assertTrue(json.get("epsilonLower").asDouble() < 1, audit.out());
        assertFalse(json.get("refuted").asBoolean());
    }

    @Test
    void usageErrors() {
        audit("--black-box", "--membership").isUsageError("leave one of them out");
        audit("--shadow-pairs", "4").isUsageError("--shadow-pairs belongs to --membership");
        audit("--model", "mlp").isUsageError("--model belongs to --black-box or --membership");
        audit("--membership", "--shadow-pairs", "1").isUsageError("--shadow-pairs must be at least 2");
        audit("--models", "4").isUsageError("--models belongs to --black-box");
        audit("--black-box", "--canaries", "4").isUsageError("--canaries");
        audit("--black-box", "--models", "3").isUsageError("must be at least 4");
        audit("--black-box", "--sampling", "shuffled").isUsageError("poisson, cyclic or balls-in-bins");
        audit("--noise-multiplier", "1", "--sampling", "shuffled", "--records-per-person", "2")
                .isUsageError("must be poisson where people are drawn");
        audit("--noise-multiplier", "1", "--target-epsilon", "2").isUsageError("--target-epsilon");
        audit("--canaries", "801").isUsageError("canaries");
        audit("--canaries", "3").isUsageError("canaries");
        audit("--claim", "0").isUsageError("epsilon");
        audit("--epochs", "0").isUsageError("epochs");
        Execution.of("audit", "--examples", "100").isUsageError("--batch-size");
    }
}
