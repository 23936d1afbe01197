import { distance } from "fastest-levenshtein";

/** The known ids that a misspelt one was most likely meant to be, nearest first, at most three. */
export function nearest(wrong: string, known: Iterable<string>): string[] {
  return [...known]
    .map((candidate) => ({ candidate, edits: distance(wrong.slice(0, 80), candidate) }))
    .filter(({ candidate, edits }) => edits <= tolerance(Math.min(wrong.length, candidate.length)))
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Edits that may lie between a word of a length and what was meant: one in a short word, a third of a long one. */
function tolerance(length: number): number {
  return length < 4 ? 1 : Math.max(2, Math.floor(length / 3));
}

/** `did you mean a or b?`, or what is allowed where nothing is near. */
export function suggestion(wrong: string, known: Iterable<string>): string {
  const all = [...known].sort();
  const near = nearest(wrong, all);
  if (near.length > 0) return `did you mean ${near.join(" or ")}?`;
  if (all.length === 0) return "none is declared";
  return `known: ${all.slice(0, 12).join(", ")}${all.length > 12 ? `, … (${all.length})` : ""}`;
}
