/**
 * The command {@code selfcheck}: promises of the library that users can check by measurement on their own machine and
 * device.
 */
package org.dpmodel.cli.selfcheck;
