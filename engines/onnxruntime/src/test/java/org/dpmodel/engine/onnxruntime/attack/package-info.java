/** Attacks on the bound of one example's influence, by rounding: what one record more moves is measured and compared with C. */
package org.dpmodel.engine.onnxruntime.attack;
