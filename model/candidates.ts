import { distance } from "fastest-levenshtein";

/** The known ids that a misspelt one was most likely meant to be, nearest first, at most three. */
export function nearest(wrong: string, known: Iterable<string>): string[] {
  const limit = Math.max(2, Math.floor(wrong.length / 3));
  return [...known]
    .map((candidate) => ({ candidate, edits: distance(wrong.slice(0, 80), candidate) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** `did you mean a or b?`, or what is allowed where nothing is near. */
export function suggestion(wrong: string, known: Iterable<string>): string {
  const all = [...known].sort();
  const near = nearest(wrong, all);
  if (near.length > 0) return `did you mean ${near.join(" or ")}?`;
  if (all.length === 0) return "none is declared";
  return `known: ${all.slice(0, 12).join(", ")}${all.length > 12 ? `, … (${all.length})` : ""}`;
}
