/** The other way round: noise, steps or batch size for a privacy budget; and noise shared between releases. */
package org.dpmodel.accountant.calibration;
