/**
 * Writing graphs: {@link org.dpmodel.graph.build.GraphBuilder} adds nodes and infers types, {@link
 * org.dpmodel.graph.build.Ops} has one method for each ONNX operation, in forms that every target supports.
 */
package org.dpmodel.graph.build;
