import { expect, test } from "vitest";
import type { Change } from "../../api";
import { deedOf } from "./change-view";

const change = (more: Partial<Change>): Change =>
  ({
    by: { id: "a", title: "Ada" },
    behalf: null,
    via: "screen",
    row: null,
    changeset: null,
    kind: "updated",
    ...more,
  }) as Change;

test.each<[Partial<Change>, string]>([
  [{}, "Ada made a change"],
  [{ via: "api" }, "Ada changed this through the API"],
  [{ changeset: "c" }, "Ada changed this with others"],
  [{ via: "api", changeset: "c" }, "Ada changed this with others"],
  [{ via: "import", changeset: "c", row: 12 }, "Ada changed this by row 12 of an import"],
  [{ via: "import", changeset: "c", row: 12, kind: "created" }, "Ada imported this from row 12"],
  [{ via: "import", changeset: "c", kind: "created" }, "Ada imported this"],
  [{ via: "form", kind: "created" }, "Came through a web form"],
  [{ via: "merge", changeset: "c" }, "Ada merged this"],
  [{ via: "undo", changeset: "c" }, "Undone by Ada"],
  [{ via: "undo", changeset: "c", kind: "deleted" }, "Undone by Ada: moved to the trash"],
  [{ via: "undo", changeset: "c", kind: "restored" }, "Undone by Ada: restored"],
  [{ kind: "deleted", changeset: "c" }, "Ada moved this to the trash with others"],
  [{ kind: "deleted" }, "Ada moved this to the trash"],
  [{ kind: "restored" }, "Ada restored this"],
  [{ by: null, via: "system" }, "Kith made a change"],
  [{ by: null, via: "system", behalf: { id: "g", title: "Grace" } }, "Kith, for Grace made a change"],
])("%j reads %s", (more, sentence) => {
  expect(deedOf(change(more))).toBe(sentence);
});
