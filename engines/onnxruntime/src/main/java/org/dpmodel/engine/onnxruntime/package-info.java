/**
 * Graphs on ONNX Runtime, from its official Maven artifact. {@link
 * org.dpmodel.engine.onnxruntime.OnnxRuntimeEngine} hands each kind of device to a {@link
 * org.dpmodel.engine.onnxruntime.DeviceDriver} of its own: processors and NVIDIA GPUs have theirs here, others come in modules
 * that the {@link java.util.ServiceLoader} finds.
 */
package org.dpmodel.engine.onnxruntime;
