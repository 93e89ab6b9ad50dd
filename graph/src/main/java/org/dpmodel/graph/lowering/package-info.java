/**
 * The same values by different nodes: lowerings of the costly operators, of which a {@link org.dpmodel.graph.lowering.GraphTarget}
 * picks what is fast, or accepted at all, on its devices. Each is tested against the others.
 */
package org.dpmodel.graph.lowering;
