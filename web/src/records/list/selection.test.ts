import { expect, test } from "vitest";
import { everything, isSelected, nothing, selectedCount, toggled, withIds } from "./selection";

test("rows are chosen and let go one by one", () => {
  const one = toggled(nothing, "a");
  expect(isSelected(one, "a")).toBe(true);
  expect(selectedCount(toggled(one, "a"), 100)).toBe(0);
});

test("everything can be chosen without knowing it, less what is taken out", () => {
  const most = toggled(everything, "a");
  expect(isSelected(most, "a")).toBe(false);
  expect(isSelected(most, "never loaded")).toBe(true);
  expect(selectedCount(most, 8800)).toBe(8799);
  expect(selectedCount(toggled(most, "a"), 8800)).toBe(8800);
});

test("a range is added to what was chosen before", () => {
  expect(selectedCount(withIds(toggled(nothing, "a"), ["a", "b", "c"], true), 100)).toBe(3);
});
