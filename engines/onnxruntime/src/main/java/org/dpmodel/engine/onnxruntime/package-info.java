/**
 * Graphs on ONNX Runtime, from its official Maven artifact. {@link org.dpmodel.engine.onnxruntime.OnnxRuntimeEngine}
 * leaves each kind of device to its {@link org.dpmodel.engine.onnxruntime.DeviceDriver}: those of CPUs and NVIDIA GPUs
 * are here, others are in modules that the {@link java.util.ServiceLoader} finds.
 */
package org.dpmodel.engine.onnxruntime;
