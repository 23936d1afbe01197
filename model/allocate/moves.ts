type Formerly = ReadonlyMap<string, { readonly formerly: readonly string[] }>;

/**
 * Which allocation moves to which new id: the first former id that has numbers and no file of its own, to an id
 * that has none yet. Two ids can't become one: each has stacks and machines of its own (rule missing-file).
 */
export function moves(allocated: ReadonlyMap<string, unknown>, declared: Formerly): Map<string, string> {
  const moved = new Map<string, string>();
  for (const [id, { formerly }] of declared) {
    const old = formerly.find((candidate) => allocated.has(candidate) && !declared.has(candidate));
    if (!allocated.has(id) && old !== undefined) moved.set(old, id);
  }
  return moved;
}
