/**
 * Huawei's Ascend devices, by ONNX Runtime's own CANN provider: where it and CANN's libraries are found, its options, what
 * its failures mean, and how a graph is compiled with it. {@link org.dpmodel.engine.onnxruntime.cann.CannWheel} unpacks the
 * wheel in which the provider is published, {@link org.dpmodel.engine.onnxruntime.cann.CannInstallations} is the place where
 * unpacked ones are found again.
 */
package org.dpmodel.engine.onnxruntime.cann;
