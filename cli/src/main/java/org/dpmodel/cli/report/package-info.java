/**
 * The commands {@code report} and {@code compare}: what is in the folders of runs, as a page for a browser and as a sum. Charts
 * are SVG written here, not by a library, so that they take the colours of the page, light and dark, and carry titles and tables
 * of the same numbers.
 */
package org.dpmodel.cli.report;
