package org.dpmodel;

/**
 * Why a training ended. The reason does not depend on the data, unless a callback that looks at the data stopped it.
 */
public enum TrainingEnd {
    /** All epochs are done. */
    EPOCHS_DONE,

    /** The next step would have exceeded the privacy budget. */
    BUDGET_REACHED,

    /** A callback, an interrupt, or the end of the process stopped it. */
    STOPPED
}
