/** The subset of ONNX that Huawei's CANN supports, as rules that a model is checked against before it goes to a device. */
package org.dpmodel.engine.onnxruntime.cann.dialect;
