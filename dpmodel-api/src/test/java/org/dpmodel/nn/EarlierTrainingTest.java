package org.dpmodel.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.TotalCost;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.junit.jupiter.api.Test;

/** How the cost of earlier trainings is quoted, and when it is added up. */
class EarlierTrainingTest {
    private static final Pattern COST = Pattern.compile("the weights had already cost epsilon (\\d+\\.\\d+)\\. ");

    private static PrivacyStatement statement(Adjacency adjacency, double noise, int steps) {
        RdpAccountant accountant = new RdpAccountant(adjacency);
        accountant.compose(new DpEvent.Gaussian(noise), steps);
        return PrivacyStatement.of(accountant, 1e-5, "Poisson", "Gaussian", steps);
    }

    private static final String BESIDE =
            "NOT included in the epsilon above, since it is about another adjacency or unit";

    /** An epsilon of replace-one bounds nothing that add-or-remove-one is about. */
    @Test
    void ofAnotherAdjacencyNothingIsAddedUp() {
        PrivacyStatement adding = statement(Adjacency.ADD_OR_REMOVE_ONE, 10, 2);
        PrivacyStatement replacing = statement(Adjacency.REPLACE_ONE, 10, 1);
        PrivacyStatement quoting = new EarlierTraining(List.of(replacing)).quotedBy(adding);
        assertEquals(Optional.empty(), quoting.total());
        assertTrue(quoting.toText().contains(BESIDE), quoting.toText());
    }

    /** One training of another adjacency does not hide those that add up. */
    @Test
    void thoseOfOneAdjacencyAreAddedUpBesideAnother() {
        PrivacyStatement adding = statement(Adjacency.ADD_OR_REMOVE_ONE, 10, 2);
        PrivacyStatement replacing = statement(Adjacency.REPLACE_ONE, 10, 1);
        for (List<PrivacyStatement> earlier : List.of(List.of(adding, replacing), List.of(replacing, adding))) {
            PrivacyStatement quoting = new EarlierTraining(earlier).quotedBy(adding);
            assertEquals(Optional.of(TotalCost.of(adding, adding)), quoting.total());
            String place = ", " + BESIDE;
            assertTrue(
                    quoting.toText().contains("Earlier training " + (earlier.indexOf(replacing) + 1) + " of 2" + place),
                    quoting.toText());
            assertEquals(1, quoting.toText().split(place, -1).length - 1, quoting.toText());
        }
    }

    /** Who was in the first two trainings has the sum of both, whoever is in the third. */
    @Test
    void trainingOfOthersQuotesWhatTheEarlierOnesCostTogether() {
        PrivacyStatement first = statement(Adjacency.ADD_OR_REMOVE_ONE, 10, 2);
        PrivacyStatement second = statement(Adjacency.ADD_OR_REMOVE_ONE, 10, 4);
        PrivacyStatement third =
                statement(Adjacency.ADD_OR_REMOVE_ONE, 10, 1).withNotes(List.of(EarlierTraining.OTHER_PEOPLE));
        EarlierTraining before = new EarlierTraining(List.of(first, second));
        PrivacyStatement quoting = before.quotedBy(third);
        assertEquals(Optional.empty(), quoting.total());
        String both = new EarlierTraining(List.of(first)).quotedBy(second).displayedEpsilon();
        assertTrue(
                quoting.toText()
                        .contains("The earlier trainings together: Differentially private with epsilon = " + both),
                quoting.toText());
        assertEquals(List.of(first, second, third), before.then(quoting).statements());
    }

    /** Of these, half would be rounded down to the nearest digits. */
    @Test
    void whatWeightsHadCostIsRoundedUp() {
        for (int steps = 1; steps <= 20; steps++) {
            PrivacyStatement earlier = statement(Adjacency.ADD_OR_REMOVE_ONE, 9, steps);
            PrivacyStatement quoting = new EarlierTraining(List.of(earlier)).quotedBy(earlier);
            Matcher cost = COST.matcher(quoting.toText());
            assertTrue(cost.find(), quoting.toText());
            BigDecimal above = new BigDecimal(cost.group(1)).subtract(new BigDecimal(earlier.epsilon()));
            assertTrue(above.signum() >= 0 && above.doubleValue() < 0.01, cost.group(1) + " of " + earlier.epsilon());
        }
    }

    /** The same plan twice gives equal statements, and each has its cost. */
    @Test
    void equalTrainingsCountOnceForEach() {
        PrivacyStatement one = statement(Adjacency.ADD_OR_REMOVE_ONE, 10, 2);
        EarlierTraining single = new EarlierTraining(List.of(one));
        EarlierTraining both = new EarlierTraining(List.of(one, one));
        assertEquals(both, single.and(both));
        assertEquals(both, both.and(single));
        assertEquals(single, single.and(single));
    }
}
