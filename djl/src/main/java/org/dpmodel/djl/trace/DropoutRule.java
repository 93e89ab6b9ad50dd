package org.dpmodel.djl.trace;

/** How a block's dropout is treated. */
public enum DropoutRule {
    /** The block is refused. */
    REFUSED,
    /** It is left out. */
    LEFT_OUT,
    /** It drops numbers in training, by masks that are fed to the step graph. */
    KEPT
}
