/**
 * Programs to read and to copy, each in one file: the README's, two tutorials, a network of DJL's, a budget, a price.
 * README.md of this module lists them with their commands. They print to the console and are not an API.
 */
package org.dpmodel.examples;
