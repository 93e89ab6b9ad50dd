/** Rules that turn the norms of gradients into factors that bound each unit's contribution. */
package org.dpmodel.graph.clipping;
