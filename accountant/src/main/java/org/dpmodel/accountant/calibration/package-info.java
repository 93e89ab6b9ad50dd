/** The inverse problem: noise, steps or batch size for a privacy budget; and noise divided between releases. */
package org.dpmodel.accountant.calibration;
