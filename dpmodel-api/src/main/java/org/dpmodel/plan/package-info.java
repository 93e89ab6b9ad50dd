/**
 * What a training does with its batches, and what that costs: a {@link org.dpmodel.plan.TrainingPlan} is a {@link
 * org.dpmodel.plan.PrivacyPlan} or, explicitly, a {@link org.dpmodel.plan.NonPrivatePlan}. A run reads its plan through
 * {@link org.dpmodel.plan.PlanReadings}.
 */
package org.dpmodel.plan;
