package org.dpmodel.cli.recipe;

import java.util.List;

/** Related recipes, such as a tutorial's original settings and their sound form. */
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
