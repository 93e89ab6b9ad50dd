/**
 * The protobuf border: reads and writes {@code .onnx} files, and refuses by name what the graph types cannot hold. No
 * protobuf class is seen outside of this package.
 */
package org.dpmodel.graph.onnx;
