/**
 * What watches a training run: {@link org.dpmodel.callback.Callback}, and what it sees: the run ({@link
 * org.dpmodel.callback.RunContext}), its model ({@link org.dpmodel.callback.ModelInTraining}) and, marked, what comes of the
 * private data ({@link org.dpmodel.callback.Sensitive}). Knows nothing of the class that trains.
 */
package org.dpmodel.callback;
