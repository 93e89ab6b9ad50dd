package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.junit.jupiter.api.Test;

class PrivacyStatementTest {
    private static PrivacyStatement statement(DpEvent event) {
        RdpAccountant accountant = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(event);
        return PrivacyStatement.of(accountant, 1e-5, "Poisson", "Gaussian", 10);
    }

    @Test
    void saysAllThatAStatementMustSay() {
        PrivacyStatement statement =
                statement(new DpEvent.Gaussian(4).times(10)).withSeeded(true);
        String text = statement.toText();
        for (String part : List.of(
                statement.displayedEpsilon(),
                "1.0E-5",
                "add-or-remove-one",
                "Poisson",
                "Gaussian",
                "Steps: 10",
                "Accountant: RDP",
                statement.libraryVersion(),
                "Not covered",
                "hyperparameters",
                "Seeded: not private unless the seed stays secret")) {
            assertTrue(text.contains(part), () -> part + " is missing in\n" + text);
        }
        assertFalse(statement.libraryVersion().contains("$"), "the build must write the version");
    }

    @Test
    void displayedEpsilonIsRoundedUp() {
        PrivacyStatement statement = statement(new DpEvent.Gaussian(4));
        double displayed = Double.parseDouble(statement.displayedEpsilon());
        assertTrue(displayed >= statement.epsilon() && displayed < statement.epsilon() + 1e-4);
    }

    @Test
    void survivesTheRoundTripThroughText() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        for (DpEvent event : List.of(new DpEvent.Gaussian(4), new DpEvent.NonPrivate())) {
            PrivacyStatement statement = statement(event)
                    .withNotes(List.of("a note"))
                    .withSeeded(true)
                    .withEpsilonIfPoissonSampled(0.5);
            String json = mapper.writeValueAsString(statement.toJson());
            assertEquals(statement, PrivacyStatement.fromJson(mapper.readTree(json)));
        }
    }

    @Test
    void namesThePersonAsItsUnit() throws IOException {
        PrivacyStatement example = statement(new DpEvent.Gaussian(4));
        PrivacyStatement person = example.withUnit(PrivacyUnit.person(3)).withSeeded(true);
        assertTrue(person.toText().contains("per person, at most 3 records each"), person.toText());
        assertTrue(
                person.toText().contains("whether any one person, of whom at most 3 records were kept,"),
                person.toText());
        String once = example.withUnit(PrivacyUnit.person(1)).toText();
        assertTrue(once.contains("whether any one person, of whom at most 1 record was kept,"), once);
        assertFalse(person.toText().contains("further examples of the same person"), person.toText());
        assertEquals("person", person.toJson().get("unit").textValue());
        assertEquals(3, person.toJson().get("recordsPerPerson").intValue());
        String json = new ObjectMapper().writeValueAsString(person.toJson());
        assertEquals(person, PrivacyStatement.fromJson(new ObjectMapper().readTree(json)));
        ObjectNode old = example.toJson();
        old.remove("unit");
        assertEquals(example, PrivacyStatement.fromJson(old));
    }

    /** A unit that this version does not know must not be read as a weaker or stronger one. */
    @Test
    void refusesUnknownUnits() {
        ObjectNode json = statement(new DpEvent.Gaussian(4)).toJson();
        json.put("unit", "household");
        assertThrows(IllegalArgumentException.class, () -> PrivacyStatement.fromJson(json));
        json.put("unit", "person");
        assertThrows(IllegalArgumentException.class, () -> PrivacyStatement.fromJson(json));
        json.put("recordsPerPerson", 0);
        assertThrows(IllegalArgumentException.class, () -> PrivacyStatement.fromJson(json));
    }

    @Test
    void nonPrivateIsLoud() {
        PrivacyStatement statement = statement(new DpEvent.NonPrivate());
        assertTrue(statement.toText().startsWith("NOT PRIVATE"));
        assertTrue(statement.toText().contains("What is protected: nothing"), statement.toText());
        assertFalse(statement.toText().contains("Against whom"), "there is no protection against anybody");
        assertEquals("Infinity", statement.toJson().get("epsilon").textValue());
        assertEquals("infinity", statement.displayedEpsilon());
    }

    @Test
    void refusesIncompleteJson() {
        for (String field : List.of("epsilon", "delta", "adjacency", "accountant", "sampler", "mechanism", "steps")) {
            ObjectNode json = statement(new DpEvent.Gaussian(4)).toJson();
            json.remove(field);
            String message = assertThrows(IllegalArgumentException.class, () -> PrivacyStatement.fromJson(json))
                    .getMessage();
            assertTrue(message.contains(field), message);
        }
    }

    /** Was wrong once: a note that is no text was read as an empty one, and 2^64 steps as none. */
    @Test
    void refusesWhatWouldBeReadAsLess() throws IOException {
        String json = statement(new DpEvent.Gaussian(4))
                .withNotes(List.of("a caveat"))
                .toJson()
                .toString();
        ObjectMapper mapper = new ObjectMapper();
        for (String[] change : new String[][] {
            {"\"a caveat\"", "{\"text\":\"a caveat\"}", "notes"},
            {"\"a caveat\"", "null", "notes"},
            {"\"a caveat\"", "7", "notes"},
            {"\"steps\":10", "\"steps\":18446744073709551616", "steps"},
            {"\"steps\":10", "\"steps\":-1", "steps"},
            {"\"steps\":10", "\"steps\":1e1", "steps"},
            {"\"delta\":1.0E-5", "\"delta\":\"Infinity\"", "delta"},
            {"\"delta\":1.0E-5", "\"delta\":-1.0E-5", "delta"},
            {"\"delta\":1.0E-5", "\"delta\":1e400", "delta"},
            {"\"seeded\":false", "\"seeded\":\"false\"", "seeded"},
            {"\"unit\":\"example\"", "\"unit\":null", "unit"}
        }) {
            assertTrue(json.contains(change[0]), json);
            String changed = json.replace(change[0], change[1]);
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> PrivacyStatement.fromJson(mapper.readTree(changed)),
                            changed)
                    .getMessage();
            assertTrue(message.contains(change[2]), message);
        }
    }
}
