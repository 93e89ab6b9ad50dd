package org.dpmodel.accountant;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kinds of events that {@link DpEventJson} writes and reads, by name. Immutable.
 *
 * <p>A new event of this library is a record that implements {@link DpEvent} and a line in the list below. Other events
 * are added by {@link #with}; a ledger with such an event must be read with the same types.
 */
public final class EventTypes {
    private static final EventTypes STANDARD = new EventTypes(List.of(
            DpEvent.Gaussian.class,
            DpEvent.DiscreteGaussian.class,
            DpEvent.PoissonSampled.class,
            DpEvent.TruncatedPoissonSampled.class,
            DpEvent.SampledWithoutReplacement.class,
            DpEvent.ShuffledEpoch.class,
            DpEvent.SelfComposed.class,
            DpEvent.Composed.class,
            DpEvent.NonPrivate.class,
            DpEvent.BallsInBinsEpoch.class,
            BestOfNegativeBinomialRuns.class,
            BestOfPoissonRuns.class));

    private final Map<String, EventType> byName = new LinkedHashMap<>();

    private EventTypes(List<Class<? extends DpEvent>> records) {
        for (Class<? extends DpEvent> record : records) {
            EventType type = EventType.of(record);
            EventType other = byName.putIfAbsent(type.name(), type);
            if (other != null) {
                throw new IllegalArgumentException("event type " + type.name() + " must name only one record, found "
                        + other.record().getName() + " and " + record.getName() + ": rename one of them");
            }
        }
    }

    /**
     * The events of this library.
     *
     * @return the types
     */
    public static EventTypes standard() {
        return STANDARD;
    }

    /**
     * These types with one more, named by the record's simple name in lower camel case.
     *
     * @param record a record whose components are {@code double}, {@code long}, {@link DpEvent} or
     *     {@code List<DpEvent>}
     * @return the types with the new one
     * @throws IllegalArgumentException if it is not such a record, or its name is already used
     */
    public EventTypes with(Class<? extends DpEvent> record) {
        List<Class<? extends DpEvent>> records = new ArrayList<>(records());
        records.add(record);
        return new EventTypes(records);
    }

    /**
     * The records in the order of their registration.
     *
     * @return the list
     */
    public List<Class<? extends DpEvent>> records() {
        List<Class<? extends DpEvent>> records = new ArrayList<>();
        byName.values().forEach(type -> records.add(type.record()));
        return records;
    }

    EventType named(String name) {
        EventType type = byName.get(name);
        if (type == null) {
            throw unknown(name, "the ledger may come from a newer version");
        }
        return type;
    }

    EventType of(DpEvent event) {
        String name = EventType.nameOf(event.getClass());
        EventType type = byName.get(name);
        if (type == null || type.record() != event.getClass()) {
            throw unknown(event.getClass().getName(), "register the event's record with EventTypes.with");
        }
        return type;
    }

    private IllegalArgumentException unknown(String name, String cure) {
        return new IllegalArgumentException(
                "event type must be one of " + String.join(", ", byName.keySet()) + ", found " + name + ": " + cure);
    }
}
