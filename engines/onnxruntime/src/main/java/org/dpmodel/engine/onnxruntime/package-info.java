/**
 * Graphs on ONNX Runtime, from its official Maven artifact. {@link
 * org.dpmodel.engine.onnxruntime.OnnxRuntimeEngine} hands each kind of device to a driver of its own; a new kind is a
 * new driver and one line in the engine. {@link org.dpmodel.engine.onnxruntime.capi} binds the C API for cores that the
 * official classes cannot use; {@link org.dpmodel.engine.onnxruntime.cann} is one of them.
 */
package org.dpmodel.engine.onnxruntime;
