package org.dpmodel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.dpmodel.data.Dataset;
import org.dpmodel.training.DropoutMasks;
import org.dpmodel.training.StepSums;

/**
 * Finds the examples that a step would leave out, by steps whose sums are thrown away: a group without any is done, another
 * is divided. For the training thread.
 */
final class LeftOutExamples {
    /** As many are listed; who has more has to look at the network rather than at records. */
    static final int MOST = 100;

    private static final int GROUP = 1024;

    private final StepSums sums;
    private final OptionalDouble clippingNorm;
    private final DropoutMasks masks;
    private final int rows;
    private final List<Integer> found = new ArrayList<>();

    private LeftOutExamples(StepSums sums, ModelState state) {
        this.sums = sums;
        this.clippingNorm = state.adaptedClippingNorm();
        this.masks = DropoutMasks.of(state.random(), state.ledger().spending().steps());
        this.rows = state.settings().plan().unitRows();
    }

    /** Their positions in a dataset, at the present parameters: the first {@link #MOST} of them. */
    static List<Integer> in(Dataset dataset, ModelState state) {
        Dataset checked = state.checked(dataset);
        try (StepSums sums = state.sums(checked)) {
            state.prepare(checked, sums);
            LeftOutExamples search = new LeftOutExamples(sums, state);
            for (int from = 0; from < dataset.size(); from += GROUP) {
                search.search(from, Math.min(dataset.size(), from + GROUP));
            }
            return List.copyOf(search.found);
        }
    }

    private void search(int from, int to) {
        if (found.size() == MOST || leftOut(from, to) == 0) {
            return;
        }
        if (to - from == 1) {
            found.add(from);
            return;
        }
        int middle = (from + to) / 2;
        search(from, middle);
        search(middle, to);
    }

    /** Each example fills a unit by itself. */
    private int leftOut(int from, int to) {
        int[] drawn = new int[(to - from) * rows];
        for (int i = from; i < to; i++) {
            Arrays.fill(drawn, (i - from) * rows, (i - from + 1) * rows, i);
        }
        return sums.sum(drawn, clippingNorm, masks).report().nonFinite();
    }
}
