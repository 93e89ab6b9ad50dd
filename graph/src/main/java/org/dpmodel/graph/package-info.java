/**
 * ONNX graphs as small immutable Java types: {@link org.dpmodel.graph.Graph}, {@link org.dpmodel.graph.Node}, {@link
 * org.dpmodel.graph.TensorType}, {@link org.dpmodel.graph.Constant}; and {@link org.dpmodel.graph.GraphBuilder}, which
 * infers the type of each value as it is added.
 *
 * <p>The packages below add one concept each: {@code operator} (what is known of each ONNX operator), {@code gradient}
 * (per-example gradients of parameters), {@code isolation} (the proof that examples do not mix), {@code clipping},
 * {@code loss}, {@code step} (the compiler of training steps), {@code onnx} (the protobuf border).
 */
package org.dpmodel.graph;
