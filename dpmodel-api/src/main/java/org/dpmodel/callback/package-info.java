/**
 * Callbacks that observe a training run ({@link org.dpmodel.callback.Callback}), and what they see: the run
 * ({@link org.dpmodel.callback.RunContext}), its model ({@link org.dpmodel.callback.ModelInTraining}) and, marked as such, values
 * computed from private data ({@link org.dpmodel.callback.Sensitive}). Does not depend on the class that trains.
 */
package org.dpmodel.callback;
