import { expect, test } from "vitest";
import { forget, forgetSteps, remember, undoLast } from "./undo";

test("the last step that is remembered is taken back first, and nothing of those before who left", async () => {
  const undone: string[] = [];
  const step = (name: string) => ({ undo: async () => undone.push(name) });
  const dropped = step("dropped");
  remember(step("first"));
  remember(step("second"));
  remember(dropped);
  forget(dropped);
  expect(undoLast()).toBe(true);
  expect(undone).toEqual(["second"]);
  forgetSteps();
  expect(undoLast()).toBe(false);
  expect(undone).toEqual(["second"]);
});
