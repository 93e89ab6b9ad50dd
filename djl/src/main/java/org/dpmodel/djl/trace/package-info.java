/**
 * How a DJL block is traced: it runs once with arrays that have shapes and no values, and every operation that it
 * requests becomes a node of an ONNX graph. No native engine is involved. Each class handles one family of operations;
 * unknown operations are refused with their name.
 */
package org.dpmodel.djl.trace;
