import { suggestion } from "../candidates.js";
import { grouped, listing } from "./lookups.js";
import type { Rule } from "./rule.js";

export const unknownImage: Rule = {
  id: "unknown-image",
  on: "model",
  phase: "declaration",
  *check({ declaration, catalogue, demands }) {
    const { images } = declaration.traeger;
    const known = new Set(Object.values(catalogue.machines).map(({ image }) => image));
    for (const name of Object.keys(images))
      if (!known.has(name))
        yield {
          file: "traeger.yaml",
          path: ["images", name],
          of: "key",
          message: `no machine starts from an image ${JSON.stringify(name)}`,
          hint: suggestion(name, known),
        };
    const kinds = grouped(demands, ({ entry }) => entry.image);
    for (const [image, needed] of kinds)
      if (!(image in images) && needed.some(({ lifecycle }) => lifecycle !== "planned"))
        yield {
          file: "traeger.yaml",
          path: ["images"],
          of: "key",
          message: `image ${image} is missing; it is needed for ${listing([...new Set(needed.map(({ kind }) => kind))])}`,
          hint: `write under images: "${image}: { url: https://…, checksum: <SHA-256 or SHA-512 of the file>, diskGiB: … }"`,
        };
  },
};
