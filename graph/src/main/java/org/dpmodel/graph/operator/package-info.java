/**
 * All that is known of each ONNX operator: the types of its outputs and, for those that networks are made of, its
 * isolation rule, its forward pass in a step graph and its derivative.
 */
package org.dpmodel.graph.operator;
