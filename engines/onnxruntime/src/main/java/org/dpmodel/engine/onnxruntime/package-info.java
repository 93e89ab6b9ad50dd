/**
 * Graphs on ONNX Runtime, from its official Maven artifact. {@link
 * org.dpmodel.engine.onnxruntime.OnnxRuntimeEngine} hands each kind of device to a driver of its own; a new kind is a
 * new driver and one line in the engine.
 */
package org.dpmodel.engine.onnxruntime;
