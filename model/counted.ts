/** A number with its word: `1 site`, `2 sites`, `0 switches`. */
export function counted(number: number, word: string): string {
  if (number === 1) return `1 ${word}`;
  return `${number} ${word}${/(ch|s|x)$/.test(word) ? "es" : "s"}`;
}
