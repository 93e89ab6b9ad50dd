package org.dpmodel;

import java.util.Locale;
import java.util.Optional;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.ledger.RecordedPeople;
import org.dpmodel.plan.PersonProtection;
import org.dpmodel.plan.PersonProtection.Way;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.PoissonSampling;

/** What people would have been charged in the other way: drawn, or as groups. For comparison only. */
final class OtherWay {
    private final PrivacyPlan plan;
    private final PersonProtection protection;
    private final RecordedPeople people;

    private OtherWay(PrivacyPlan plan, PersonProtection protection, RecordedPeople people) {
        this.plan = plan;
        this.protection = protection;
        this.people = people;
    }

    /** The comparison; nothing where the other way is not allowed, or its steps would need values that a schedule lacks. */
    static Optional<OtherWay> of(ModelSettings settings, Optional<RecordedPeople> people) {
        return settings.plan()
                .privacy()
                .filter(plan -> plan.sampling() instanceof PoissonSampling && plan.noise().isConstant())
                .flatMap(plan -> plan.people()
                        .flatMap(protection -> people.map(recorded -> new OtherWay(plan, protection, recorded))));
    }

    /** A sentence, for as many epochs of as large expected batches with the same noise multiplier. */
    Optional<String> note(ModelSettings settings, long steps, double delta) {
        boolean drawn = protection.drawsPeople();
        PrivacyPlan other = plan.withPeople(new PersonProtection(
                protection.recordsPerPerson(), drawn ? Way.CHARGED_AS_GROUP : Way.PEOPLE_DRAWN));
        int size = drawn ? people.people() : people.records();
        int otherSize = drawn ? people.records() : people.people();
        if (otherSize < plan.sampling().expectedBatchSize()) {
            return Optional.empty();
        }
        long otherSteps = ceilDiv(
                Math.multiplyExact(steps, plan.sampling().stepsPerEpoch(otherSize)),
                plan.sampling().stepsPerEpoch(size));
        PrivacyAccountant accountant =
                other.accountant(settings.accountant().apply(plan.adjacency()).copy());
        accountant.compose(other.charges(otherSteps, otherSize));
        String epsilon = PrivacyStatement.of(
                        accountant, delta, other.describeSampler(otherSize), other.describeMechanism(), otherSteps)
                .displayedEpsilon();
        return Optional.of(String.format(
                Locale.ROOT,
                drawn
                        ? "To draw the %,d records one by one and charge a person as a group would have cost epsilon = %s for as"
                                + " many epochs of as large batches."
                        : "To draw %,d people instead of records, and clip the records of each as one, would have cost epsilon"
                                + " = %s for as many epochs of as large batches.",
                otherSize,
                epsilon));
    }

    private static long ceilDiv(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
