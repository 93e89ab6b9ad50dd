package org.dpmodel.audit.membership;

import java.util.Objects;
import java.util.function.IntConsumer;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.audit.AuditClaim;
import org.dpmodel.audit.estimate.GaussianEstimate;
import org.dpmodel.audit.estimate.RankSeparation;
import org.dpmodel.data.Dataset;
import org.dpmodel.validation.Require;

/**
 * Audits a claim by final models alone: many trainings with one record and as many without it, distinguished by the
 * final model's loss on that record, as by someone who has only the model (Annamalai and De Cristofaro 2024, arXiv
 * 2405.14106).
 *
 * <p>How much can be seen depends on where training starts, which the claim leaves open. The worst case is a network
 * that has already learned records like the others from other data, so that they pull little and only the record pulls
 * far. Its loss then falls along its own gradient, and only the noise of the steps is added to that.
 *
 * <p>Trainings are independent, and so are scores, so the bound on mu from ranks ({@link GaussianEstimate}) holds for
 * the claim, and the epsilon of a Gaussian mechanism for its plan. The number of trainings and the error are fixed beforehand; nothing is chosen depending on the scores.
 *
 * @param claim what is claimed; under add-or-remove-one, for a plan with a public size, since both datasets must be
 *     trained on in the same way
 * @param others the records that both datasets have; with the additional record, as many as in the claim's dataset
 * @param record one record, which only the first dataset has
 * @param runs number of trainings on each, at least 4
 * @param error probability that the lower bound is too high, in (0, 1/2]
 */
public record BlackBoxAudit(AuditClaim claim, Dataset others, Dataset record, int runs, double error) {
    private static final int FEWEST = 4;

    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException if a number is out of range, or the claim is of another kind
     */
    public BlackBoxAudit {
        Objects.requireNonNull(claim, "claim");
        Require.atLeast("runs", runs, FEWEST, "100 distinguish an epsilon of 10 from one of 5");
        if (!(error > 0 && error <= 1.0 / 2)) {
            throw Require.broken("error", "must be in (0, 0.5]", error, "pass 0.05 for one-sided 95 %");
        }
        if (claim.run().plan().adjacency() != Adjacency.ADD_OR_REMOVE_ONE) {
            throw Require.broken(
                    "the adjacency of a black-box audit",
                    "must be ADD_OR_REMOVE_ONE, since a record is added",
                    claim.run().plan().adjacency(),
                    "use Poisson, cyclic or balls-in-bins sampling with its usual adjacency");
        }
        if (claim.run().plan().publicSize().isEmpty()) {
            throw Require.broken(
                    "the plan of a black-box audit",
                    "must have a public size, since otherwise the dataset without the record would be trained with a "
                            + "different plan",
                    claim.run().plan().describe(),
                    "pass plan.withPublicSize(" + claim.run().datasetSize() + "), and train with it");
        }
        if (claim.run().plan().people().isPresent()) {
            throw Require.broken(
                    "the plan of a black-box audit",
                    "must be about records, since one record is added",
                    claim.run().plan().people().get(),
                    "leave recordsPerPerson out");
        }
        int size = new AddedRecord(others, record).size();
        if (size != claim.run().datasetSize()) {
            throw Require.broken(
                    "the claim's dataset",
                    "must have the " + size + " records that are trained on",
                    claim.run().datasetSize(),
                    "make a claim about that many records");
        }
    }

    /**
     * Trains alternately with and without the record, and evaluates the final models.
     *
     * @param training trains according to the claim, always from the same network
     * @param done receives, after each training, how many are done
     * @return the report
     */
    public BlackBoxReport run(FinalModel training, IntConsumer done) {
        Dataset with = new AddedRecord(others, record);
        double[] in = new double[runs];
        double[] out = new double[runs];
        for (int i = 0; i < runs; i++) {
            in[i] = score(training, with);
            done.accept(2 * i + 1);
            out[i] = score(training, others);
            done.accept(2 * i + 2);
        }
        return new BlackBoxReport(
                claim, runs, error, GaussianEstimate.of(RankSeparation.of(in, out), claim.delta(), error));
    }

    private double score(FinalModel training, Dataset members) {
        double[] losses = training.losses(members, record);
        if (losses.length != 1) {
            throw Require.broken(
                    "the losses of one record",
                    "must be one",
                    losses.length,
                    "return one loss for each record that was asked for");
        }
        return -losses[0];
    }
}
