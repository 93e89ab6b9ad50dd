/**
 * Huawei's Ascend devices, by ONNX Runtime's own CANN provider: where it and CANN's libraries are found, its options, what
 * its failures mean, and how a graph is compiled with it.
 */
package org.dpmodel.engine.onnxruntime.cann;
