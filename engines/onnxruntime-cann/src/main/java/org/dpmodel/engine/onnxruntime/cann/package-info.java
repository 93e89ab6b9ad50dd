/**
 * Huawei's Ascend devices, through ONNX Runtime's own CANN provider: where it and CANN's libraries are found, its
 * options, the meaning of its failures, and how a graph is compiled with it. {@link
 * org.dpmodel.engine.onnxruntime.cann.CannWheel} unpacks the wheel in which the provider is published, {@link
 * org.dpmodel.engine.onnxruntime.cann.CannInstallations} is the place where unpacked ones are found again.
 */
package org.dpmodel.engine.onnxruntime.cann;
