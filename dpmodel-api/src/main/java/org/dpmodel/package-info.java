/**
 * Differentially private training. Start at {@link org.dpmodel.DPModel}: it wraps a network, trains it by a {@link
 * org.dpmodel.plan.TrainingPlan}, and states what the result reveals. One call of {@code train} is a {@code
 * TrainingRun}; {@code RunLedger} records what is spent.
 */
package org.dpmodel;
