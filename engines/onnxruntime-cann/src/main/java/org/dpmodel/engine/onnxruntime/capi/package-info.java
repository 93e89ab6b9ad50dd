/**
 * ONNX Runtime's C API, as far as inference sessions need it, bound by JNA: for cores that the official Java classes
 * cannot use, such as those with the CANN provider. The library that contains it is called the core here.
 *
 * <p>Functions are found in the table {@code OrtApi} by position ({@code onnxruntime_c_api.h}: the table only grows at its
 * end, so that positions never change). Every native object is an {@link java.lang.AutoCloseable}; a failed call is a {@link
 * org.dpmodel.engine.onnxruntime.capi.CApiException}. A run is one native call.
 */
package org.dpmodel.engine.onnxruntime.capi;
