/** The commands that train and measure networks: {@code train}, {@code evaluate} and {@code mindarmour}, with their options. */
package org.dpmodel.cli.train;
