/**
 * What an operator says of one use of itself: the types of its outputs. The operators themselves are above, in {@code
 * org.dpmodel.graph.operator}; {@link org.dpmodel.graph.type.OperatorTypes} is how lower layers ask them.
 */
package org.dpmodel.graph.type;
