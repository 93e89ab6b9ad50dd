/**
 * One test class for each privacy rule that the library keeps. Many say which change of the code they were seen to
 * catch.
 */
package org.dpmodel.rules;
