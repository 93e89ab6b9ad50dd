/**
 * The same values computed by different nodes: lowerings of the costly operators, from which a
 * {@link org.dpmodel.graph.lowering.GraphTarget} picks those that are fast, or supported at all, on its devices. Each is tested
 * against the others.
 */
package org.dpmodel.graph.lowering;
