/** Trains recipes repeatedly, and compares the results with published ones. */
package org.dpmodel.cli.reproduce;
