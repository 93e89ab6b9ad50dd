package org.dpmodel.callback;

import java.util.Objects;
import java.util.function.Function;

/**
 * A value computed from private data without noise: a loss, a norm, a drawn batch size. The privacy statement does not
 * cover it. The person who holds the data may use it as a guide; if it is printed in a log that others read, or used to
 * choose a model, it reveals more than the statement says. Immutable.
 *
 * @param <T> type of the value
 */
public final class Sensitive<T> {
    private final T value;

    private Sensitive(T value) {
        this.value = Objects.requireNonNull(value, "value");
    }

    /**
     * Marks a value as sensitive.
     *
     * @param value the value
     * @param <T> its type
     * @return the marked value
     */
    public static <T> Sensitive<T> of(T value) {
        return new Sensitive<>(value);
    }

    /**
     * The value. The name is long so that reviewers notice it: the caller is now responsible for the value.
     *
     * @return the value
     */
    public T revealSensitive() {
        return value;
    }

    /**
     * A part of the value, as sensitive as the whole.
     *
     * @param part takes the part
     * @param <R> its type
     * @return the marked part
     */
    public <R> Sensitive<R> map(Function<? super T, ? extends R> part) {
        return new Sensitive<>(part.apply(value));
    }

    /** Does not print the value, so that it does not end up in a log by accident. */
    @Override
    public String toString() {
        return "sensitive";
    }
}
