/**
 * ONNX operators as array operations of the Deep Java Library. Only operations that every engine of it is meant to have;
 * what these lack is refused by name.
 */
package org.dpmodel.engine.djl.array;
