package org.dpmodel.accountant;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/** The events among the components of an event's record: no kind of event can forget to name its own. */
final class EventParts {
    private EventParts() {}

    /** Those of the event itself, not of its parts; none if it is no record. */
    static List<DpEvent> of(DpEvent event) {
        List<DpEvent> parts = new ArrayList<>();
        if (event.getClass().isRecord()) {
            for (RecordComponent component : event.getClass().getRecordComponents()) {
                addTo(parts, value(component, event));
            }
        }
        return List.copyOf(parts);
    }

    private static void addTo(List<DpEvent> parts, Object value) {
        if (value instanceof DpEvent part) {
            parts.add(part);
        } else if (value instanceof Iterable<?> several) {
            several.forEach(part -> addTo(parts, part));
        }
    }

    /** What an event has in a component of its record. */
    static Object value(RecordComponent component, DpEvent event) {
        component.getAccessor().trySetAccessible();
        try {
            return component.getAccessor().invoke(event);
        } catch (InvocationTargetException | IllegalAccessException e) {
            throw new IllegalStateException("component " + component.getName() + " of " + event + " cannot be read", e);
        }
    }
}
