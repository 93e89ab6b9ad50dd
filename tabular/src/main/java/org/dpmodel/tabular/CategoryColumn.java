package org.dpmodel.tabular;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dpmodel.validation.Require;

/**
 * A column of texts from a public list: one-hot, or a row of a learned table ({@link #embedded}). Truth values, whole
 * numbers and enums count as texts.
 *
 * <p>Which texts occur in the data is private, so the list must be given.
 *
 * @param name as in the header
 * @param categories the texts, at least one, each once
 * @param missingAllowed whether a value may be missing, which is then a category of its own
 * @param others the category used for all other texts, which are refused if it is empty
 * @param embedding how many numbers are learned for each category; 0 for one number each
 */
public record CategoryColumn(
        String name, List<String> categories, boolean missingAllowed, Optional<String> others, int embedding)
        implements Column {
    /**
     * Checks the list.
     *
     * @throws IllegalArgumentException if it is empty, contains a text twice, or lacks the category for other texts
     */
    public CategoryColumn {
        categories = List.copyOf(categories);
        if (categories.isEmpty()) {
            throw Require.broken(
                    "the categories of column " + name,
                    "must be given",
                    "none",
                    "list them from the column's meaning or a codebook; which of them occur is private");
        }
        if (new LinkedHashSet<>(categories).size() < categories.size()) {
            throw Require.broken(
                    "the categories of column " + name, "must be different texts", categories, "name each once");
        }
        if (others.isPresent() && !categories.contains(others.get())) {
            throw Require.broken(
                    "the category of other texts of column " + name,
                    "must be one of " + categories,
                    others.get(),
                    "add it to the list");
        }
        Require.atLeast(
                "the embedding of column " + name, embedding, 0, "pass the number of learned values per category");
    }

    /**
     * This column with missing values allowed, as a separate category.
     *
     * @return the changed column
     */
    public CategoryColumn orMissing() {
        return new CategoryColumn(name, categories, true, others, embedding);
    }

    /**
     * This column, with one category of the list used for all texts that are not in the list.
     *
     * @param category one of the categories
     * @return the changed column
     * @throws IllegalArgumentException if it is not in the list
     */
    public CategoryColumn othersAs(String category) {
        return new CategoryColumn(name, categories, missingAllowed, Optional.of(category), embedding);
    }

    /**
     * This column with numbers that are learned for each category.
     *
     * @param size number of learned numbers, at least 1
     * @return the changed column
     * @throws IllegalArgumentException if the size is out of range
     */
    public CategoryColumn embedded(int size) {
        Require.atLeast("the embedding of column " + name, size, 1, "pass the number of learned values per category");
        return new CategoryColumn(name, categories, missingAllowed, others, size);
    }

    @Override
    public List<String> features() {
        if (embedding > 0) {
            return List.of(name);
        }
        List<String> features =
                categories.stream().map(text -> name + " = " + text).collect(Collectors.toCollection(ArrayList::new));
        if (missingAllowed) {
            features.add(name + " is missing");
        }
        return List.copyOf(features);
    }

    /** The categories, including that for missing values. */
    int entries() {
        return categories.size() + (missingAllowed ? 1 : 0);
    }

    @Override
    public void encode(Object value, Set<String> missing, float[] into, int at) {
        int place = place(value, missing);
        if (embedding > 0) {
            into[at] = place;
        } else {
            into[at + place] = 1;
        }
    }

    private int place(Object value, Set<String> missing) {
        if (Values.isMissing(value, missing)) {
            if (!missingAllowed) {
                throw Values.missing("declare the column with orMissing(), or complete the row");
            }
            return categories.size();
        }
        int place = categories.indexOf(Values.text(value));
        if (place < 0 && others.isPresent()) {
            place = categories.indexOf(others.get());
        }
        if (place < 0) {
            throw Values.fault(
                    "one of the categories " + categories,
                    Values.text(value),
                    "correct the value, add it to the public list, or map other texts to a listed one with "
                            + "othersAs(...)");
        }
        return place;
    }
}
