// Biome checks form and imports; this one rule needs types, and finds a forgotten await on zx and other thenables.
import tseslint from "typescript-eslint";

export default tseslint.config({
  files: ["scripts/**/*.ts", "change/**/*.ts", "lab/**/*.ts"],
  languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true } },
  plugins: { "@typescript-eslint": tseslint.plugin },
  rules: { "@typescript-eslint/no-floating-promises": ["error", { checkThenables: true }] },
});
