/** Answers for commands and reports: runs told in a few numbers, tables, series, and reference cases. */
package org.dpmodel.accountant.analysis;
