/** Data for commands and reports: tables and series of epsilon, and reference cases. */
package org.dpmodel.accountant.analysis;
