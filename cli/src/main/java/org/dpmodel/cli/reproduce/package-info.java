/** Trains recipes again and again, and puts what comes out beside what others have published. */
package org.dpmodel.cli.reproduce;
