package org.dpmodel.djl.trace;

/** What becomes of a block's dropout. */
public enum DropoutRule {
    /** The block is refused. */
    REFUSED,
    /** It is left out. */
    LEFT_OUT,
    /** It drops numbers in training, by masks that are fed to the step graph. */
    KEPT
}
