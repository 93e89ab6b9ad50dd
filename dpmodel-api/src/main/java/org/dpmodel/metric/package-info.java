/**
 * Metrics: what an evaluation measures. On private data they are computed without noise, so do not publish them.
 */
package org.dpmodel.metric;
