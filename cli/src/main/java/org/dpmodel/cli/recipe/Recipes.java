package org.dpmodel.cli.recipe;

import java.util.List;
import org.dpmodel.validation.Require;

/** All recipes. */
public final class Recipes {
    private Recipes() {}

    /**
     * All recipes.
     *
     * @return all recipes, family by family
     */
    public static List<Recipe> all() {
        List<RecipeFamily> families = List.of(
                new TfPrivacyRecipes(),
                new HonestRecipe(),
                new ScatteringRecipes(),
                new MindArmourRecipes(),
                new MindArmourAdaRecipes(),
                new BaselineRecipe());
        return families.stream().flatMap(family -> family.recipes().stream()).toList();
    }

    /**
     * The recipe with a name.
     *
     * @param name the name, in any case
     * @return the recipe
     * @throws IllegalArgumentException if no recipe has that name
     */
    public static Recipe named(String name) {
        return all().stream()
                .filter(recipe -> recipe.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> Require.broken("recipe", "must be one of " + names(), name, "correct the name"));
    }

    /**
     * The names of all recipes.
     *
     * @return names, in the order of {@link #all}
     */
    public static List<String> names() {
        return all().stream().map(Recipe::name).toList();
    }
}
