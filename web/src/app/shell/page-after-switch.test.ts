import { expect, it } from "vitest";
import { pageAfterSwitch } from "./page-after-switch";

it.each([
  ["/", "/"],
  ["/deals", "/deals"],
  ["/deals/01a20054-caad-7000-8001-c79bafd1a01b", "/deals"],
  ["/deals/trash", "/deals"],
  ["/project_c", "/"],
  ["/project_c/01a20054-caad-7000-8001-c79bafd1a01b", "/"],
  ["/settings/people", "/settings"],
  ["/import/01a20054-caad-7000-8001-c79bafd1a01b", "/import"],
])("goes from %s to %s", (from, to) => {
  expect(pageAfterSwitch(from)).toBe(to);
});
