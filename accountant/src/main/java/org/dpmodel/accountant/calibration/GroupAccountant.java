package org.dpmodel.accountant.calibration;

import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyGuarantee;
import org.dpmodel.accountant.UnsupportedEventException;
import org.dpmodel.accountant.validation.Checks;

/**
 * An accountant whose answers are for k examples at once, by {@link GroupPrivacy}, while its events are for one. Mutable,
 * like the accountant that it uses; the adjacency is that of one example, applied k times. A truncated Poisson sample is
 * refused for groups: its cost depends on the number of other examples, which grows in each of these k steps.
 */
public final class GroupAccountant implements PrivacyAccountant {
    private final PrivacyAccountant single;
    private final int groupSize;

    /**
     * An accountant for groups.
     *
     * @param single the accountant of one example, which events are composed into
     * @param groupSize number k of examples in a group, at least 1
     */
    public GroupAccountant(PrivacyAccountant single, int groupSize) {
        Checks.atLeast("groupSize", groupSize, 1, "pass the largest number of examples of one person");
        this.single = single;
        this.groupSize = groupSize;
        truncated(single.ledger()).ifPresent(fault -> {
            throw new IllegalArgumentException("the accountant of one example must not have charged " + fault
                    + " for groups of " + groupSize + ", since the bound depends on how many other examples there "
                    + "are, and a group's later examples have more: use "
                    + "Poisson sampling without a maximum batch size");
        });
    }

    @Override
    public String name() {
        return groupSize == 1 ? single.name() : single.name() + ", groups of " + groupSize;
    }

    @Override
    public Optional<String> search() {
        return single.search();
    }

    @Override
    public Adjacency adjacency() {
        return single.adjacency();
    }

    @Override
    public boolean supports(DpEvent event) {
        return truncated(event).isEmpty() && single.supports(event);
    }

    @Override
    public void compose(DpEvent event, long count) {
        truncated(event).ifPresent(fault -> {
            throw new UnsupportedEventException(
                    name(),
                    fault,
                    "the bound depends on the number of other examples, which is larger for the later examples of a "
                            + "group: use Poisson sampling without a maximum batch size");
        });
        single.compose(event, count);
    }

    @Override
    public PrivacyGuarantee guarantee(double delta) {
        return new PrivacyGuarantee(
                GroupPrivacy.epsilon(single, groupSize, delta),
                delta,
                single.guarantee(delta).notes());
    }

    @Override
    public double epsilon(double delta) {
        return GroupPrivacy.epsilon(single, groupSize, delta);
    }

    @Override
    public double delta(double epsilon) {
        return GroupPrivacy.delta(single, groupSize, epsilon);
    }

    @Override
    public DpEvent.Composed ledger() {
        return single.ledger();
    }

    @Override
    public PrivacyAccountant copy() {
        return new GroupAccountant(single.copy(), groupSize);
    }

    private Optional<DpEvent> truncated(DpEvent event) {
        if (groupSize == 1) {
            return Optional.empty();
        }
        if (event instanceof DpEvent.TruncatedPoissonSampled) {
            return Optional.of(event);
        }
        return event.parts().stream().flatMap(part -> truncated(part).stream()).findFirst();
    }
}
