import { describe, expect, test } from "vitest";
import type { LanguageFunction, Schema, TypeSchema } from "../../api";
import { completionsAt } from "./completion";

const field = (name: string, kind = "text", to?: string | null) => ({ name, label: name, kind, to, system: false });
const company = {
  name: "company",
  plural: "companies",
  plural_label: "Companies",
  fields: [field("name"), field("industry", "choice"), field("address", "address"), field("parent", "link", "company")],
};
const deal = {
  name: "deal",
  plural: "deals",
  plural_label: "Deals",
  fields: [
    field("name"),
    field("company", "link", "company"),
    field("amount", "money"),
    { ...field("close_date", "date"), label: "Expected close" },
  ],
};
const activity = {
  name: "activity",
  plural: "activities",
  plural_label: "Activities",
  fields: [field("regarding", "link", null)],
};
const schema = { types: [company, deal, activity] } as unknown as Schema;

const functions: LanguageFunction[] = [
  { name: "any", use: "pointing", signature: "any(deals)", help: "whether a record points here" },
  { name: "length", use: "value", signature: "length(x)", help: "how many characters" },
  { name: "my_team", use: "mine", signature: "my_team()", help: "you and the people of your teams" },
  { name: "share", use: "groups", signature: "share(sum(x))", help: "how many percent" },
  { name: "sum", use: "records", signature: "sum(x)", help: "of numbers or money" },
  { name: "today", use: "value", signature: "today()", help: "the day" },
];

/** What is offered where the bar stands. */
function offered(text: string, type: unknown = deal) {
  const caret = text.indexOf("|");
  return completionsAt(text.replace("|", ""), caret, schema, type as TypeSchema, functions);
}
const labels = (text: string, type?: unknown) => offered(text, type).map((one) => one.label);

describe("while an expression is typed", () => {
  test.each([
    ["na|", ["name"]],
    ["stage and am|", ["amount"]],
    ["expected|", ["close_date"]],
    ["company.in|", ["industry"]],
    ["company.parent.na|", ["name"]],
    ["company.address.ci|", ["city"]],
    ["amount.cu|", ["currency"]],
    ["le|", ["length(x)"]],
    ["close_date <= to|", ["today()"]],
    ["close_date in to|", ["today()", "today", "tomorrow"]],
    ["owner in my|", ["my_team()"]],
    ["owner = my|", []],
    ["sh|", []],
    ['name = "na|', []],
    ["name = 'it\\'s na|", []],
    ["12na|", []],
    ["nobody.na|", []],
  ])("%s offers %j", (text, expected) => expect(labels(text)).toEqual(expected));

  test.each([
    ["any(de|", ["deals"]],
    ["any(act|", ["activities"]],
    ["sum(deals.am|", ["amount"]],
    ["any(deals where cl|", ["close_date"]],
    ["any(deals where company.na|", ["name"]],
    ["any(companies where any(deals where am|", ["amount"]],
    ["any(deals where amount > 5) and in|", ["industry"]],
    ["any(deals where name = ')' and am|", ["amount"]],
  ])("among records that point at one, %s offers %j", (text, expected) =>
    expect(labels(text, company)).toEqual(expected),
  );

  test("a name is put in the place of what was typed, the rest is left", () => {
    expect(offered("length(co|) > 3")[0]).toMatchObject({ text: "length(company) > 3", caret: 14 });
  });

  test("typing goes on between the parentheses of a function that takes something, and behind one that does not", () => {
    expect(offered("name = le|")[0]).toMatchObject({
      text: "name = length()",
      caret: 14,
      detail: "how many characters",
    });
    expect(offered("close_date = to|")[0]).toMatchObject({ text: "close_date = today()", caret: 20 });
  });

  test("what is there already is not offered", () => expect(labels("name|")).toEqual([]));
});
