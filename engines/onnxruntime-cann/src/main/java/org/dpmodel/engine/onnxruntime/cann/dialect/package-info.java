/** What Huawei's CANN takes of ONNX, as rules that a model is checked against before it goes to a device. */
package org.dpmodel.engine.onnxruntime.cann.dialect;
