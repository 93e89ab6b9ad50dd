package org.dpmodel.cli.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dpmodel.DPModel;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.calibration.BestOfRunsAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.data.Dataset;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.plan.PrivacyPlan;

/**
 * The additional tasks of a training that is one run of a search.
 *
 * @param choice the search
 * @param run the number of this run
 * @param scoring how it is scored
 * @param validation a public table to score on; if there is none, the held-out part is used
 */
record CandidateRun(Choice choice, int run, Scoring scoring, Optional<Path> validation) {
    /** Computes the cost of the whole search, so that no statement of this run is about the run alone. */
    PrivacyAccountant accountant(Adjacency adjacency) {
        return new BestOfRunsAccountant(new PldAccountant(adjacency), choice.count(), scoring.cost());
    }

    /** Checks what the whole search relies on, and records the cost in advance. */
    void starting(TrainingTask task, PrivacyPlan plan, int units, long steps) throws IOException {
        if (!scoring.isPublic() && plan.people().isPresent()) {
            throw new IOException(
                    "--validation private adds noise for one row, but a person has several: pass --validation public"
                            + " and --validation-data FILE.csv");
        }
        if (scoring.isPublic() && validation.isEmpty() && !task.isMeasuredInPublic()) {
            throw new IOException(
                    "rows that are held out of a private table are private: pass --validation private:NOISE, or"
                            + " --validation-data FILE.csv with public rows");
        }
        if (!plan.sampling().isChargeResumed()) {
            throw new IOException("sampling " + plan.sampling().name()
                    + " is charged again when a run continues after an interruption, so the runs of a search would "
                    + "not all cost the same: pass --sampling poisson");
        }
        if (validation.isPresent() && !(task instanceof TableTask)) {
            throw new IOException("--validation-data is for tables: leave it out, digits have test digits");
        }
        if (task instanceof TableTask table) {
            if (validation.isPresent() && Files.isSameFile(validation.get(), table.file())) {
                throw new IOException("--validation-data is the private table itself, " + table.file()
                        + ": pass other rows that are public, or --validation private:NOISE");
            }
            if (!scoring.isPublic() && table.schema().classes().isEmpty()) {
                throw new IOException(
                        "--validation private counts correct answers, which a table with a numeric target does not "
                                + "have: pass --validation public and --validation-data FILE.csv");
            }
        }
        choice.starting(new DpEvent.Composed(List.of(new PlannedRun(plan, units, steps).event(), scoring.cost())));
    }

    /** Saves the model and scores it, if the run has ended. */
    void ended(DPModel model, TrainingTask task, Dataset heldOut, long steps) throws IOException {
        if (model.steps() != steps) {
            throw new IOException("the run must have " + steps + " steps, found " + model.steps()
                    + ": the cost of the search is unknown; start another one in another --tune-dir");
        }
        model.save(choice.model(run));
        Dataset data = validation.map(file -> publicRows(task, file)).orElse(heldOut);
        choice.ended(scoring.of(model, data));
    }

    /** For a table: {@link #starting} refuses others. */
    private static Dataset publicRows(TrainingTask task, Path file) {
        TableTask table = (TableTask) task;
        try {
            return table.options().table(file, table.schema()).dataset();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
