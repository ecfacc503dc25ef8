import { describe, expect, it } from "vitest";
import type { RoleDefinition, TypeGrant } from "../../../api";
import { effectsOf } from "./effects";

const role = (name: string, types: { [type: string]: TypeGrant }, builds_on: string[] = []): RoleDefinition => ({
  name,
  label: name,
  description: null,
  built_in: false,
  builds_on,
  functions: [],
  types,
});

describe("what roles allow together", () => {
  const roles = [
    role("seller", { deal: { read: "team", update: "own" } }, ["reader"]),
    role("reader", { "*": { read: "own" } }),
    role("chief", { deal: { read: "all", update: "team" } }),
  ];
  it("holds what a role builds on", () => {
    expect(effectsOf(roles, ["seller"], "company").read).toEqual(["own"]);
    expect(effectsOf(roles, ["seller"], "deal").read).toEqual(["team", "own"]);
  });
  it("is as wide as the widest", () => {
    expect(effectsOf(roles, ["seller", "chief"], "deal")).toMatchObject({
      read: ["all"],
      update: ["own", "team"],
      delete: [],
    });
  });
  it("is nothing of roles that are gone", () => expect(effectsOf(roles, ["gone"], "deal").read).toEqual([]));
});
