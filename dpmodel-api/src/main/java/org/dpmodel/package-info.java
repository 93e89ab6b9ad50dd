/**
 * Differentially private training. Start at {@link org.dpmodel.DPModel}: it wraps a network, trains it by a {@link
 * org.dpmodel.plan.TrainingPlan}, and states what the result reveals.
 */
package org.dpmodel;
