package org.dpmodel.accountant;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One kind of event: its name and the components of its record.
 *
 * @param name name in JSON
 * @param record the record
 * @param fields its components in order
 * @param constructor its canonical constructor
 */
record EventType(
        String name, Class<? extends DpEvent> record, List<Field> fields, Constructor<? extends DpEvent> constructor) {

    /** Field of the JSON object that contains the name. */
    static final String TYPE = "type";

    /** What a component holds. */
    enum Kind {
        NUMBER,
        INTEGER,
        EVENT,
        EVENTS
    }

    /**
     * One component.
     *
     * @param name its name, in Java and in JSON
     * @param kind what it holds
     * @param component the component
     */
    record Field(String name, Kind kind, RecordComponent component) {
        private static Field of(RecordComponent component) {
            if (component.getName().equals(TYPE)) {
                throw refused(component.getDeclaringRecord(), "a component named type");
            }
            return new Field(component.getName(), kind(component), component);
        }

        private static Kind kind(RecordComponent component) {
            Type type = component.getGenericType();
            if (type == double.class) {
                return Kind.NUMBER;
            }
            if (type == long.class) {
                return Kind.INTEGER;
            }
            if (type == DpEvent.class) {
                return Kind.EVENT;
            }
            if (type instanceof ParameterizedType list
                    && list.getRawType() == List.class
                    && list.getActualTypeArguments()[0] == DpEvent.class) {
                return Kind.EVENTS;
            }
            throw refused(
                    component.getDeclaringRecord(),
                    "the component " + component.getName() + " of type " + type.getTypeName());
        }

        Object valueIn(DpEvent event) {
            return EventParts.value(component, event);
        }
    }

    static EventType of(Class<? extends DpEvent> record) {
        if (!record.isRecord()) {
            throw refused(record, "a class that is not a record");
        }
        List<Field> fields =
                Arrays.stream(record.getRecordComponents()).map(Field::of).toList();
        try {
            Constructor<? extends DpEvent> constructor = record.getDeclaredConstructor(
                    fields.stream().map(field -> field.component().getType()).toArray(Class<?>[]::new));
            constructor.trySetAccessible();
            return new EventType(nameOf(record), record, fields, constructor);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("each record has a canonical constructor", e);
        }
    }

    static String nameOf(Class<?> record) {
        String name = record.getSimpleName();
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    /** An event of this kind, checked by its record. */
    DpEvent create(Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException refusal ? refusal : new IllegalStateException(e);
        } catch (InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException(record.getName() + " cannot be created", e);
        }
    }

    private static IllegalArgumentException refused(Class<?> type, String found) {
        return new IllegalArgumentException("event " + type.getName()
                + " must be a record with components of type double, long, DpEvent or List<DpEvent>, found " + found
                + ": its JSON is written from and read into them");
    }
}
