/**
 * ONNX operators as array operations of the Deep Java Library. Uses only operations that every engine should have;
 * operators beyond these are refused by name.
 */
package org.dpmodel.engine.djl.array;
