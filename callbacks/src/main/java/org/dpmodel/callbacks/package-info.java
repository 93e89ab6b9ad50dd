/**
 * What people watch a training run with: losses, times, spent privacy, accuracy, progress; and checkpoints. The lines are
 * those that MindSpore and MindArmour print.
 *
 * <p>Callbacks keep state of one run and belong to its thread; make new ones for each run. They run in the order of the
 * list they are given in, after every step or epoch.
 */
package org.dpmodel.callbacks;
