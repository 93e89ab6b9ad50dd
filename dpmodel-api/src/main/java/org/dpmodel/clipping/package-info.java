/** Clip mechanisms: how far one unit may move the sum, as the step graph applies it and the accountant relies on it. */
package org.dpmodel.clipping;
