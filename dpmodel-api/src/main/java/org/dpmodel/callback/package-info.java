/** What watches a training run: {@link org.dpmodel.callback.Callback}, and what it is told. */
package org.dpmodel.callback;
