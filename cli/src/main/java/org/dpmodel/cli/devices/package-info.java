/** The commands {@code devices} and {@code cann}: what can be trained on here, and what is missing for the rest. */
package org.dpmodel.cli.devices;
