/** Networks: cells, and the first values of their parameters. */
package org.dpmodel.nn;
