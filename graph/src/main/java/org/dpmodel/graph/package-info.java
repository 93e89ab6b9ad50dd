/**
 * ONNX graphs as small immutable Java types: {@link org.dpmodel.graph.Graph}, {@link org.dpmodel.graph.Node}, {@link
 * org.dpmodel.graph.TensorType}, {@link org.dpmodel.graph.Constant}.
 *
 * <p>Each of the packages below adds one concept, and depends only on those before it: {@code type} (how an operator
 * determines the types of its outputs), {@code build} (writing graphs), {@code gradient} (per-example gradients of
 * parameters), {@code network}, {@code lowering} (the same values computed by other nodes), {@code isolation} (the proof
 * that examples do not mix), {@code operator} (everything that is known about each ONNX operator), {@code loss} and
 * {@code clipping}, {@code step} (the compiler of training steps). In addition there are {@code onnx} (reading and
 * writing protobuf) and {@code reference} (an interpreter in double precision, for tests).
 */
package org.dpmodel.graph;
