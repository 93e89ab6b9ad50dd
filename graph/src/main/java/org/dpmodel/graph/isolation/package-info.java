/**
 * The proof that examples do not mix inside a network: which examples each value's rows depend on. The rule of each
 * operator is in {@code org.dpmodel.graph.operator}.
 */
package org.dpmodel.graph.isolation;
