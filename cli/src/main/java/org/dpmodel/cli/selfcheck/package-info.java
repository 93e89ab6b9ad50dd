/**
 * The command {@code selfcheck}: promises of the library that a user can check by measurement on their machine and
 * device.
 */
package org.dpmodel.cli.selfcheck;
