/**
 * The commands {@code report} and {@code compare}: the content of run folders as a web page, and as a sum. Charts are
 * written as SVG here, not by a library, so that they use the page's light and dark colours and have titles and tables
 * of the same numbers.
 */
package org.dpmodel.cli.report;
