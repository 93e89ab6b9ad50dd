/**
 * Optimizers and learning-rate schedules: how parameters follow the noised, averaged gradients. All of this is
 * post-processing of a private result, and costs no privacy.
 */
package org.dpmodel.optimizer;
