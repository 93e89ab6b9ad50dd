package org.dpmodel.accountant;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalInt;

/** A {@link PrivacyStatement} as text that a privacy officer can sign. */
final class StatementText {
    static final String SEEDED = "Seeded: not private unless the seed stays secret.";

    private static final int DECIMALS = 4;
    private static final String NO_PROTECTION =
            "What is protected: nothing. Anyone who sees the model may learn anything about the training examples.\n";

    private StatementText() {}

    static String of(PrivacyStatement statement) {
        StringBuilder text = new StringBuilder();
        text.append(headline(statement)).append('\n');
        text.append(Double.isInfinite(statement.epsilon()) ? NO_PROTECTION : protection(statement));
        text.append("Sampler: ").append(statement.sampler()).append('\n');
        text.append("Mechanism: ").append(statement.mechanism()).append('\n');
        text.append("Steps: ").append(statement.steps()).append('\n');
        text.append("Accountant: ").append(statement.accountant());
        text.append(" (DPModel ").append(statement.libraryVersion()).append(')');
        statement
                .epsilonIfPoissonSampled()
                .ifPresent(e -> note(
                        text,
                        "Each epoch was divided into batches instead of drawing each step's batch at random; "
                                + "amplification by sampling is not claimed. Poisson sampling with the same expected "
                                + "batch size would have given epsilon " + roundedUp(e)
                                + ", which does not hold for this run."));
        statement.caveats().forEach(caveat -> note(text, caveat));
        return text.toString();
    }

    static String roundedUp(double epsilon) {
        return Double.isInfinite(epsilon)
                ? "infinity"
                : new BigDecimal(epsilon)
                        .setScale(DECIMALS, RoundingMode.CEILING)
                        .toPlainString();
    }

    private static String headline(PrivacyStatement statement) {
        return statement
                .total()
                .map(total -> ofAll(statement, total) + "\nThis training alone: " + ofOne(statement))
                .orElseGet(() -> capital(ofOne(statement)));
    }

    private static String ofAll(PrivacyStatement statement, TotalCost total) {
        return Double.isInfinite(total.epsilon())
                ? "NOT PRIVATE: epsilon = infinity for anyone in the data of all " + total.trainings()
                        + " trainings of these weights that are added up, one of which gives no guarantee."
                : capital(guarantee(roundedUp(total.epsilon()), total.delta(), statement))
                        + " for anyone in the data of all " + total.trainings()
                        + " trainings of these weights that are added up.";
    }

    private static String ofOne(PrivacyStatement statement) {
        return Double.isInfinite(statement.epsilon())
                ? "NOT PRIVATE: epsilon = infinity. This model gives no differential privacy guarantee."
                : guarantee(roundedUp(statement.epsilon()), statement.delta(), statement) + ".";
    }

    private static String guarantee(String epsilon, double delta, PrivacyStatement statement) {
        return "differentially private with epsilon = " + epsilon + " at delta = " + delta + " ("
                + statement.adjacency().jsonName().replace('_', '-')
                + (statement.unit().recordsPerPerson().isPresent() ? "; " + statement.unit() : "") + ")";
    }

    private static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static String protection(PrivacyStatement statement) {
        OptionalInt records = statement.unit().recordsPerPerson();
        String others = records.isPresent()
                ? "records of the same person under another id, records that were not kept here but are used elsewhere"
                : "further examples of the same person";
        return "What is protected: " + protectedUnit(statement.adjacency(), records) + '\n'
                + "Against whom: anyone who sees the trained model and every intermediate checkpoint, knows all other"
                + " examples and has unlimited computing power.\n"
                + "Not covered: the choice of hyperparameters, or of when to stop, by results on the same data, metrics and losses computed on private"
                + " data, " + others + ", and anything else that was released.\n";
    }

    private static String protectedUnit(Adjacency adjacency, OptionalInt records) {
        if (records.isPresent()) {
            String kept = "of whom at most " + PrivacyUnit.records(records.getAsInt())
                    + (records.getAsInt() == 1 ? " was kept" : " were kept");
            return switch (adjacency) {
                case ADD_OR_REMOVE_ONE -> "whether any one person, " + kept + ", was in the training data at all.";
                case REPLACE_ONE ->
                    "the content of all records of any one person, " + kept
                            + " (the number of people is public, and so is the number of records if they are drawn "
                            + "one by one).";
            };
        }
        return switch (adjacency) {
            case ADD_OR_REMOVE_ONE -> "whether any one training example was used at all.";
            case REPLACE_ONE -> "the content of any one training example (the number of examples is public).";
        };
    }

    private static void note(StringBuilder text, String note) {
        text.append("\nNote: ").append(note);
    }
}
