/** The command {@code selfcheck}: promises of the library that a user can measure on the machine and device at hand. */
package org.dpmodel.cli.selfcheck;
