import { expect, it } from "vitest";
import type { TypeSchema } from "../api";
import { goLetters } from "./session";

const type = (plural: string) => ({ plural }) as TypeSchema;

it("gives each list its own letter, and none that is taken", () => {
  const letters = goLetters(["companies", "contacts", "deals", "sites"].map(type), ["s"]);
  expect(Object.fromEntries(letters)).toEqual({ companies: "c", contacts: "o", deals: "d", sites: "i" });
});
