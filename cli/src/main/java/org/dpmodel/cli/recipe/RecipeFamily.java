package org.dpmodel.cli.recipe;

import java.util.List;

/** Recipes that belong together, such as a tutorial's settings as they are and as they should be. */
sealed interface RecipeFamily
        permits BaselineRecipe,
                HonestRecipe,
                MindArmourAdaRecipes,
                MindArmourRecipes,
                ScatteringRecipes,
                TfPrivacyRecipes {
    /** The recipes; the first has the family's name. */
    List<Recipe> recipes();
}
