package org.dpmodel.random;

/**
 * The purpose of a stream of random numbers. Streams of different purposes have different keys, so that, for example,
 * publishing the data order reveals nothing about the noise.
 *
 * <p>The name of the constant is part of the key: renaming one changes what seeded runs draw.
 */
public enum StreamPurpose {
    /** The noise added to the sum of clipped gradients; index: the step. */
    NOISE,
    /** The noise of the clipped fraction in adaptive clipping; index: the step. */
    CLIPPING,
    /** Which examples a step draws; index: the step. */
    SAMPLING,
    /** Which microbatch a drawn example joins; index: the step. */
    MICROBATCHES,
    /** How an epoch divides the dataset; index: the position of its first step, which is unique to the epoch. */
    ORDER,
    /** Which part of the dataset an example joins for all steps of a run; index: the position of its first step. */
    PARTS,
    /** In which rows the drawn examples of a step are computed; index: the step. */
    ROWS,
    /** The initial values of the parameters; index: the parameter's position in the network. */
    INITIALIZATION,
    /** What is dropped from each example; index: the step, with a part of the stream for each example of the dataset. */
    DROPOUT,
    /** Generated examples; index: the example. */
    SYNTHETIC_DATA
}
