/** Networks: cells, and the initial values of their parameters. */
package org.dpmodel.nn;
