/** Zero-concentrated differential privacy (Bun and Steinke 2016). */
package org.dpmodel.accountant.zcdp;
