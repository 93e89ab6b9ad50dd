/** ONNX graphs in Java. */
package org.dpmodel.graph;
