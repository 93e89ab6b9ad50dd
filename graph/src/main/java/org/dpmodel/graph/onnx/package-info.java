/**
 * The protobuf boundary: reads and writes {@code .onnx} files, and refuses by name what the graph types cannot represent.
 * No protobuf class is visible outside this package.
 */
package org.dpmodel.graph.onnx;
