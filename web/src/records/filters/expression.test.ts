import { describe, expect, test } from "vitest";
import type { Condition, FilterPart } from "./condition";
import { allOf, quote, readCondition, readFilter, writeCondition, writeFilter } from "./expression";

const text = (value: string) => ({ kind: "text", value }) as const;

const cases: readonly [string, Condition][] = [
  ['name contains "ada"', { field: "name", operator: "contains", operands: [text("ada")] }],
  ['name not contains "ada"', { field: "name", operator: "not_contains", operands: [text("ada")] }],
  ['name starts with "A"', { field: "name", operator: "starts_with", operands: [text("A")] }],
  ['name = "say \\"hi\\" \\\\ bye"', { field: "name", operator: "is", operands: [text('say "hi" \\ bye')] }],
  ['name like "Jonson"', { field: "name", operator: "like", operands: [text("Jonson")] }],
  ["amount >= 10000.50", { field: "amount", operator: "at_least", operands: [{ kind: "number", value: "10000.50" }] }],
  ["amount < -3", { field: "amount", operator: "less", operands: [{ kind: "number", value: "-3" }] }],
  [
    'close_date <= "2026-11-20"',
    { field: "close_date", operator: "at_most", operands: [{ kind: "date", value: "2026-11-20" }] },
  ],
  [
    "close_date in this_quarter",
    { field: "close_date", operator: "in_period", operands: [{ kind: "word", value: "this_quarter" }] },
  ],
  ['stage in ("Won", "Lost")', { field: "stage", operator: "any_of", operands: [text("Won"), text("Lost")] }],
  ['stage not in ("Won", "Lost")', { field: "stage", operator: "none_of", operands: [text("Won"), text("Lost")] }],
  ["owner in my_team()", { field: "owner", operator: "any_of", operands: [{ kind: "word", value: "my_team()" }] }],
  ["owner not in my_team()", { field: "owner", operator: "none_of", operands: [{ kind: "word", value: "my_team()" }] }],
  ["owner = me()", { field: "owner", operator: "is", operands: [{ kind: "word", value: "me()" }] }],
  ["vip = true", { field: "vip", operator: "is", operands: [{ kind: "boolean", value: true }] }],
  ["company is empty", { field: "company", operator: "empty", operands: [] }],
  ["company.industry is not empty", { field: "company.industry", operator: "not_empty", operands: [] }],
];

describe("a condition", () => {
  test.each(cases)("is written as %s", (source, condition) => expect(writeCondition(condition)).toBe(source));
  test.each(cases)("is read from %s", (source, condition) => expect(readCondition(source)).toEqual(condition));

  test("with one of many reads as a plain comparison", () => {
    expect(writeCondition({ field: "stage", operator: "any_of", operands: [text("Won")] })).toBe('stage = "Won"');
    expect(writeCondition({ field: "stage", operator: "none_of", operands: [text("Won")] })).toBe('stage != "Won"');
  });

  test.each([
    "stage.won",
    "amount * 2 > 5",
    "amount > probability",
    "length(name) > 3",
    "name contains",
    "a = 1 = 2",
    "name ~ 3",
    "name ~ length(b)",
  ])("cannot show %s", (source) => expect(readCondition(source)).toBeUndefined());
});

describe("a filter", () => {
  test("is cut at every and outside parentheses and texts", () => {
    const parts = readFilter('name = "this and that" and (a = 1 or b = 2) and vip = true');
    expect(parts.map((part) => part.kind)).toEqual(["condition", "expression", "condition"]);
    expect(parts[1]).toEqual({ kind: "expression", text: "(a = 1 or b = 2)" });
  });

  test("with a bare or stays one part", () => {
    expect(readFilter("a = 1 or b = 2")).toEqual([{ kind: "expression", text: "a = 1 or b = 2" }]);
  });

  test("survives reading and writing", () => {
    const source = 'stage = "Won" and amount >= 5 and close_date in last_30_days and (a = 1 or not b = 2)';
    expect(writeFilter(readFilter(source))).toBe(source);
  });

  test("leaves out conditions that have no value yet", () => {
    const parts: FilterPart[] = [
      { kind: "condition", condition: { field: "name", operator: "contains", operands: [] } },
      { kind: "condition", condition: { field: "vip", operator: "empty", operands: [] } },
    ];
    expect(writeFilter(parts)).toBe("vip is empty");
  });

  test("keeps what it cannot read as it was written", () => {
    expect(writeFilter(readFilter("name = 'single' and x"))).toBe("name = 'single' and x");
  });
});

test("parts that say or are put in parentheses beside others", () => {
  expect(allOf("a = 1 or b = 2", "c = 3")).toBe("(a = 1 or b = 2) and c = 3");
  expect(allOf("a = 1 or b = 2", undefined, "")).toBe("a = 1 or b = 2");
  expect(allOf(undefined)).toBe("");
});

test("short signs for contains are understood", () => {
  expect(readCondition('name ~ "a"')).toEqual({ field: "name", operator: "contains", operands: [text("a")] });
  expect(readCondition('name !~ "a"')?.operator).toBe("not_contains");
});

test("quoting escapes quotes and backslashes", () => expect(quote('a"b\\')).toBe('"a\\"b\\\\"'));
