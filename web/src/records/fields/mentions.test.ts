import { expect, test } from "vitest";
import { fits, hasMention, mention, mentionAt, withoutMarks } from "./mentions";

const ada = { id: "01980000-0000-7000-8000-000000000001", title: "Ada [A] Lovelace" };

test("an @ at the beginning of a word asks for people, with up to two words behind it", () => {
  expect(mentionAt("Hello @", 7)).toEqual({ words: "", from: 6 });
  expect(mentionAt("Hello @ada lov", 14)).toEqual({ words: "ada lov", from: 6 });
  expect(mentionAt("Hello @ada lov and", 18)).toBeUndefined();
  expect(mentionAt("mail ada@example", 16)).toBeUndefined();
  expect(mentionAt("@ada says", 4)).toEqual({ words: "ada", from: 0 });
});

test("who is chosen stands in the text with a name and an id", () => {
  const { text, caret } = mention("Ask @ad today", 7, 4, ada);
  expect(text).toBe(`Ask @[Ada  A  Lovelace](person:${ada.id}) today`);
  expect(text.slice(caret)).toBe("today");
  expect(hasMention(text)).toBe(true);
  expect(withoutMarks(text)).toBe("Ask @Ada  A  Lovelace today");
  expect(hasMention("Ask @ada")).toBe(false);
});

test("of names that are known those fit whose words begin as typed", () => {
  expect(fits("Grace Hopper", "gra")).toBe(true);
  expect(fits("José Álvarez", "alv jos")).toBe(true);
  expect(fits("Ada Lovelace", "gra")).toBe(false);
  expect(fits("Ada Lovelace", "lace")).toBe(false);
  expect(fits("Ada Lovelace", "")).toBe(true);
});
