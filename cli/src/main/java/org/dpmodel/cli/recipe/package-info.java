/** Recipes: choices of network and settings that have a name. Each is nothing but options of {@code train}. */
package org.dpmodel.cli.recipe;
