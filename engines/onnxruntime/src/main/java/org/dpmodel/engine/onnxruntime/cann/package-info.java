/**
 * ONNX Runtime's CANN provider, for Huawei Ascend NPUs, where it comes from and where it is kept: {@link
 * org.dpmodel.engine.onnxruntime.cann.CannWheel} unpacks the wheel in which it is published, {@link
 * org.dpmodel.engine.onnxruntime.cann.CannInstallations} is the place where unpacked ones are found again.
 */
package org.dpmodel.engine.onnxruntime.cann;
