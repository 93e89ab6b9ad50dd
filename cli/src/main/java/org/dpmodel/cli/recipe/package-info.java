/** Recipes: named combinations of network and settings. Each consists only of options of {@code train}. */
package org.dpmodel.cli.recipe;
