/**
 * ONNX graphs as small immutable Java types: {@link org.dpmodel.graph.Graph}, {@link org.dpmodel.graph.Node}, {@link
 * org.dpmodel.graph.TensorType}, {@link org.dpmodel.graph.Constant}.
 *
 * <p>The packages below add one concept each, and know only those before them: {@code type} (what an operator says of the types
 * of its outputs), {@code build} (writing graphs), {@code gradient} (per-example gradients of parameters), {@code network},
 * {@code lowering} (the same values by other nodes), {@code isolation} (the proof that examples do not mix), {@code operator}
 * (all that is known of each ONNX operator), {@code loss} and {@code clipping}, {@code step} (the compiler of training steps).
 * Beside them stand {@code onnx} (the protobuf border) and {@code reference} (an interpreter in double precision, for tests).
 */
package org.dpmodel.graph;
