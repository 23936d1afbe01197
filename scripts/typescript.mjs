/**
 * Lets Node run TypeScript: `node --import ./scripts/typescript.mjs <file>`. What does it comes with the packages; a fresh
 * clone without them gets one line that says what to do, and exit code 1.
 */
try {
  await import("tsx");
} catch (error) {
  if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
  console.error("error: the project's packages are not installed yet; run: npm run setup");
  process.exit(1);
}
