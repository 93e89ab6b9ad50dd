/**
 * Callbacks for observing a training run: losses, times, spent privacy, accuracy, progress; and checkpoints. The
 * printed lines are those of MindSpore and MindArmour.
 *
 * <p>Callbacks keep the state of one run and belong to its thread; create new ones for each run. They are called in
 * list order, after every step or epoch.
 */
package org.dpmodel.callbacks;
