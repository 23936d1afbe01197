import { expect, it } from "vitest";
import { counted } from "../../model/counted.js";

it.each([
  [0, "problem", "0 problems"],
  [1, "site", "1 site"],
  [2, "site", "2 sites"],
  [1, "switch", "1 switch"],
  [3, "switch", "3 switches"],
])("%i of the word %s are %s", (number, word, text) => {
  expect(counted(number, word)).toBe(text);
});
