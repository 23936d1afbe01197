/** A Markdown table; its cells are texts that people wrote. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Neither a table nor HTML is in the texts; in code marks `<` stands for itself. */
function cellText(text: string): string {
  const parts = text.replaceAll("|", "\\|").replaceAll("\n", " ").split("`");
  return parts.map((part, index) => (index % 2 === 0 ? part.replaceAll("<", "&lt;") : part)).join("`");
}

export const code = (text: string) => `\`${text}\``;
export const codes = (texts: readonly string[]) => (texts.length === 0 ? "–" : texts.map(code).join(", "));
