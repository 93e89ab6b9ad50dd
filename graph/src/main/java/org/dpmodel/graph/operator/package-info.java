/**
 * Everything known about each ONNX operator: the types of its outputs and, for those that networks may contain, its
 * isolation rule, its forward pass in a step graph and its derivative.
 */
package org.dpmodel.graph.operator;
