/**
 * One test class for each privacy rule of the design that the library keeps so far. Each says which change of the code
 * it was seen to catch.
 */
package org.dpmodel.rules;
