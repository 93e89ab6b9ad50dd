package org.dpmodel.audit.canary;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.PersonIds;
import org.dpmodel.validation.Require;

/**
 * A dataset of records that each pull one number of a table: its features are the number's row, its target the pull.
 * The first m records are canaries, each with a row of its own and a pull far beyond the clipping norm; a fair coin
 * decides for each whether it takes part. One that does not take part stays as a record that pulls nothing, so nobody's
 * sampling probability changes; under replace-one it pulls the other way instead. All other records pull the last row,
 * a little, and the other way, so that what a canary does to them adds to what it does itself. Rows in between belong
 * to nobody: what is released there is noise alone.
 *
 * <p>Where a plan draws people, each of the m is a person, and all records of a person pull as one would: {@link #ofPeople}.
 *
 * <p>With {@link PullLoss} a record's gradient is its pull, in its row, whatever the parameters are. Who took part is the
 * auditor's secret; training reads the dataset like any other. Immutable.
 */
public final class Canaries implements Dataset {
    /** How far a canary's gradient goes beyond the clipping norm. */
    private static final float BEYOND = 1000;

    private static final int FEWEST = 4;

    private final int size;
    private final boolean[] tookPart;
    private final int rowsOfNobody;
    private final boolean replaced;
    private final float clippingNorm;
    /** Records of each person; 0 if records belong to nobody. */
    private final int recordsOfEach;

    private Canaries(
            int size, boolean[] tookPart, int rowsOfNobody, boolean replaced, float clippingNorm, int recordsOfEach) {
        this.size = size;
        this.tookPart = tookPart;
        this.rowsOfNobody = rowsOfNobody;
        this.replaced = replaced;
        this.clippingNorm = clippingNorm;
        this.recordsOfEach = recordsOfEach;
    }

    /**
     * Flips the coins.
     *
     * @param count canaries, at least 4
     * @param size records in all, at least as many
     * @param rowsOfNobody rows that no record pulls; at least 0
     * @param adjacency which datasets the guarantee compares
     * @param clippingNorm of the training
     * @param random the coins
     * @return the dataset
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static Canaries draw(
            int count,
            int size,
            int rowsOfNobody,
            Adjacency adjacency,
            double clippingNorm,
            UniformRandomProvider random) {
        checkCount(count, size);
        Require.atLeast("rowsOfNobody", rowsOfNobody, 0, "pass 0 for none");
        Require.positive("clippingNorm", clippingNorm, "pass that of the training");
        boolean[] coins = new boolean[count];
        for (int i = 0; i < count; i++) {
            coins[i] = random.nextBoolean();
        }
        return new Canaries(size, coins, rowsOfNobody, adjacency == Adjacency.REPLACE_ONE, (float) clippingNorm, 0);
    }

    /**
     * The same canaries as people, each with several records that all have the same gradient, which is the worst case
     * for a person.
     *
     * @param records of each person, at least 1
     * @return the dataset, that many times as large; it says whose records they are
     */
    public Canaries ofPeople(int records) {
        Require.atLeast("records", records, 1, "pass the records of a person");
        return new Canaries(size, tookPart, rowsOfNobody, replaced, clippingNorm, records);
    }

    /**
     * Refuses too few or too many canaries.
     *
     * @param count canaries
     * @param size records in all
     * @throws IllegalArgumentException unless there are at least 4, and at most as many as records
     */
    public static void checkCount(int count, int size) {
        if (count < FEWEST || count > size) {
            throw Require.broken(
                    "canaries",
                    "must be in [" + FEWEST + ", " + size + "], the number of records",
                    count,
                    "canaries are records: use fewer canaries, or more records");
        }
    }

    /**
     * Counts the canaries.
     *
     * @return m; canary i is record i, or person i, and pulls row i
     */
    public int count() {
        return tookPart.length;
    }

    /**
     * Who took part.
     *
     * @return one coin per canary; a copy
     */
    public boolean[] tookPart() {
        return tookPart.clone();
    }

    /**
     * Counts the rows that no record pulls, which follow those of the canaries.
     *
     * @return at least 0
     */
    public int rowsOfNobody() {
        return rowsOfNobody;
    }

    /**
     * Counts the rows of the table.
     *
     * @return canaries + rows of nobody + 1
     */
    public int rows() {
        return count() + rowsOfNobody + 1;
    }

    /**
     * The row that a record pulls.
     *
     * @param index the record
     * @return its row
     */
    public int row(int index) {
        return unit(index) < count() ? unit(index) : rows() - 1;
    }

    /**
     * The pull of a record: its gradient before clipping, in its row.
     *
     * @param index the record
     * @return 1000 clipping norms for a canary that takes part; for one that does not, 0, or under replace-one the
     *     negative of that; minus half a clipping norm for all other records
     */
    public float pull(int index) {
        if (unit(index) >= count()) {
            return -clippingNorm / 2;
        }
        float full = BEYOND * clippingNorm;
        return tookPart[unit(index)] ? full : replaced ? -full : 0;
    }

    @Override
    public String name() {
        return "canaries";
    }

    @Override
    public int size() {
        return Math.multiplyExact(size, Math.max(1, recordsOfEach));
    }

    @Override
    public Optional<PersonIds> people() {
        return recordsOfEach == 0
                ? Optional.empty()
                : Optional.of(PersonIds.of(IntStream.range(0, size())
                        .mapToObj(index -> Integer.toString(unit(index)))
                        .toList()));
    }

    /** The record, or the person whose record it is. */
    private int unit(int index) {
        return index / Math.max(1, recordsOfEach);
    }

    @Override
    public long[] featureShape() {
        return new long[] {1};
    }

    @Override
    public long[] targetShape() {
        return new long[] {1};
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        destination.put(row(index));
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        destination.put(pull(index));
    }
}
