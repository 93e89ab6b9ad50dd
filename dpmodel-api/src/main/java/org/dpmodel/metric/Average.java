package org.dpmodel.metric;

/** How per-class values are combined into one number; scikit-learn's names. */
public enum Average {
    /** That of class 1 of two. */
    BINARY,
    /** Over all decisions together, regardless of class. */
    MICRO,
    /** The unweighted mean over the classes that occur among targets or predictions. */
    MACRO
}
