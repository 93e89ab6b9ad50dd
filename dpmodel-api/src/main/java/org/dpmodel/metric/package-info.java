/**
 * Metrics: what an evaluation measures. On private data they are computed without noise, hence not for publication.
 */
package org.dpmodel.metric;
