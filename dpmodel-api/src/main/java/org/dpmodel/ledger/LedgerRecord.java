package org.dpmodel.ledger;

import java.util.Objects;
import java.util.Optional;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.validation.Require;

/** One line of a ledger. Holds public numbers only. */
public sealed interface LedgerRecord
        permits LedgerRecord.Run, LedgerRecord.Step, LedgerRecord.Planned, LedgerRecord.Remark, LedgerRecord.Earlier {
    /**
     * A call of {@code train} begins.
     *
     * @param firstPosition the position of the sampler at its first step
     * @param datasetSize number of examples in the dataset, or of people where people are drawn
     * @param sampler a description of the sampler
     * @param order a digest of the key that the data order is drawn from
     * @param dataset the dataset's name; empty in older ledgers. There is no digest of its content: anyone who knows
     *     all other examples could try the missing one against it
     * @param people whose records they are; empty if each example is a unit of privacy
     */
    record Run(
            long firstPosition,
            int datasetSize,
            String sampler,
            String order,
            Optional<String> dataset,
            Optional<RecordedPeople> people)
            implements LedgerRecord {
        /** Checks the numbers. */
        public Run {
            Require.atLeast("firstPosition", firstPosition, 0, "positions are counted from 0");
            Require.atLeast("datasetSize", datasetSize, 1, "pass a dataset with examples");
            Objects.requireNonNull(sampler, "sampler");
            Objects.requireNonNull(order, "order");
            Objects.requireNonNull(dataset, "dataset");
            Objects.requireNonNull(people, "people");
        }
    }

    /**
     * The result of a step is about to be used.
     *
     * @param step the step, counted from 0 over the whole training, which is the index of its noise
     * @param position the position at which its batch was drawn
     * @param event the charge; empty if an earlier step has paid for it
     */
    record Step(long step, long position, Optional<DpEvent> event) implements LedgerRecord {
        /** Checks the numbers. */
        public Step {
            Require.atLeast("step", step, 0, "steps are counted from 0");
            Require.atLeast("position", position, 0, "positions are counted from 0");
            Objects.requireNonNull(event, "event");
        }
    }

    /**
     * The run that begins, or one before it, may be ended by what the model has shown. Which step is its last then depends on
     * the data, so that its cost is not that of the steps which ran, but of those that were planned: what was released is a
     * part of what they would have released. Each run after it has such a record, which includes all earlier plans.
     *
     * @param steps the ledger's steps if each of its runs takes all of its own
     * @param event the cost of all planned steps
     */
    record Planned(long steps, DpEvent event) implements LedgerRecord {
        /** Checks the number. */
        public Planned {
            Require.atLeast("steps", steps, 1, "pass the steps of the whole ledger");
            Objects.requireNonNull(event, "event");
        }

        /**
         * What statements say if the planned steps cost more than those that ran.
         *
         * @return a sentence
         */
        public String note() {
            return "The training could be ended by what the model had shown, so epsilon is that of all " + steps
                    + " planned steps.";
        }
    }

    /**
     * Steps from here on are computed in a way that every statement of the model must mention.
     *
     * @param text what the guarantee does not cover, as a sentence
     */
    record Remark(String text) implements LedgerRecord {
        /** Checks that there is a text. */
        public Remark {
            if (text.isBlank()) {
                throw new IllegalArgumentException("text of a remark must not be blank, found '" + text + "'");
            }
        }
    }

    /**
     * The weights that the run began with were trained before.
     *
     * @param statement what that training cost, in addition to this ledger
     */
    record Earlier(PrivacyStatement statement) implements LedgerRecord {
        /** Checks that there is a statement. */
        public Earlier {
            Objects.requireNonNull(statement, "statement");
        }
    }
}
