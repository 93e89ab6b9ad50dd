/**
 * How a DJL block is traced: it runs once with arrays that have shapes and no values, and every operation that it asks
 * for becomes a node of an ONNX graph. No native engine takes part. One class knows one family of operations; what no
 * class knows is refused by name.
 */
package org.dpmodel.djl.trace;
