/**
 * Type inference: what an operator says about the types of its outputs. The operators themselves are in a higher
 * package, {@code org.dpmodel.graph.operator}; {@link org.dpmodel.graph.type.OperatorTypes} gives lower layers access
 * to them.
 */
package org.dpmodel.graph.type;
