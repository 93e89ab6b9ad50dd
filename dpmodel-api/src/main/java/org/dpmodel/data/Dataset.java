package org.dpmodel.data;

import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * A fixed collection of examples, each a tensor of features and a tensor of targets, reached by position.
 *
 * <p>One example is one unit of privacy: a person who contributes several examples has only the protection of a group,
 * unless the dataset says whose records its examples are ({@link #people}) and the training protects people ({@code
 * recordsPerPerson}).
 *
 * <p>Implementations do not change, and any number of threads may read them at once.
 */
public interface Dataset {
    /**
     * The name of the dataset in reports and provenance.
     *
     * @return for example "MNIST train"
     */
    String name();

    /**
     * Counts the examples.
     *
     * @return at least 0
     */
    int size();

    /**
     * The shape of one example's features, without the batch axis.
     *
     * @return for example {@code [1, 32, 32]}: {@code [channels, height, width]}; a copy
     */
    long[] featureShape();

    /**
     * The shape of one example's target, without the batch axis.
     *
     * @return for example {@code [10]}: one-hot of ten classes; a copy
     */
    long[] targetShape();

    /**
     * Writes one example's features, row-major, at the buffer's position, and advances the position.
     *
     * @param index the example's position, in [0, size)
     * @param destination where to; direct buffers are served fast
     * @throws IndexOutOfBoundsException if there is no such example
     * @throws java.nio.BufferOverflowException if too little room remains
     */
    void copyFeatures(int index, FloatBuffer destination);

    /**
     * Writes one example's target, row-major, at the buffer's position, and advances the position.
     *
     * @param index the example's position, in [0, size)
     * @param destination where to; direct buffers are served fast
     * @throws IndexOutOfBoundsException if there is no such example
     * @throws java.nio.BufferOverflowException if too little room remains
     */
    void copyTarget(int index, FloatBuffer destination);

    /**
     * Whose records the examples are.
     *
     * @return the person of each example; empty if the dataset does not say
     */
    default Optional<PersonIds> people() {
        return Optional.empty();
    }

    /**
     * This dataset, saying whose records its examples are.
     *
     * @param people the person of each example
     * @return a view with the same examples
     * @throws IllegalArgumentException if there is not one id for each example
     */
    default Dataset withPeople(PersonIds people) {
        return IdentifiedDataset.of(this, people);
    }

    /**
     * Stable ids of the examples, by which Poisson sampling then draws them.
     *
     * @return the id of each example; empty if the dataset has none, and Poisson sampling draws by position
     */
    default Optional<ExampleIds> ids() {
        return Optional.empty();
    }

    /**
     * This dataset with ids: with the same secret, Poisson sampling then draws the same examples whatever their order,
     * and adding or removing one changes the draws of no other.
     *
     * @param ids the id of each example
     * @return a view with the same examples
     * @throws IllegalArgumentException if there is not one id for each example
     */
    default Dataset withIds(ExampleIds ids) {
        return IdentifiedDataset.of(this, ids);
    }

    /**
     * The first examples of this dataset, as a view. Choose the number without looking at private data. The guarantee is
     * about the view: if an example may be added or removed before its end, another one is pushed out or let in, which
     * makes two changes instead of one.
     *
     * <p>If people have several records, select people, never rows: if a person is added, another person's record is
     * pushed out of the first rows, before {@code recordsPerPerson} keeps the first records of each person. One person
     * then affects others, which the guarantee does not cover. Instead, take all records of selected people with {@link
     * #subset}.
     *
     * @param count how many; in [0, size]
     * @return a view named like this dataset, followed by the range
     * @throws IllegalArgumentException if {@code count} is out of range
     */
    default Dataset take(int count) {
        return DatasetView.range(this, 0, count);
    }

    /**
     * The examples of a range, as a view, for example to hold some out for validation. If people have several records,
     * the warning of {@link #take} applies.
     *
     * @param from the first example's position; in [0, to]
     * @param to the position after the last example; in [from, size]
     * @return a view named like this dataset, followed by the range
     * @throws IllegalArgumentException if the range is not within the dataset
     */
    default Dataset range(int from, int to) {
        return DatasetView.range(this, from, to);
    }

    /**
     * Selected examples in a given order, as a view.
     *
     * @param indices positions in this dataset, each in [0, size); a repeated position would count one person twice,
     *     and is refused
     * @return a view named like this dataset, followed by the number of examples
     * @throws IllegalArgumentException if a position is out of range or repeated
     */
    default Dataset subset(int... indices) {
        return DatasetView.of(this, indices);
    }
}
