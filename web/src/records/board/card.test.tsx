import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { RecordData, TypeSchema } from "../../api";
import { GridStore } from "../list/grid-store";
import { Card } from "./card";

const deal = {
  label: "Deal",
  title: "name",
  fields: [
    { name: "name", label: "Name", kind: "text" },
    { name: "stale", label: "Stale", kind: "boolean" },
  ],
  board: { by: "stage", scope: null, sum: null, weight: null, mark: "stale" },
} as unknown as TypeSchema;

function show(stale: boolean | null) {
  const record = { id: "a", version: 1, name: "Tower", stale } as unknown as RecordData;
  const props = { type: deal, record, fields: deal.fields, column: 0, row: 0, store: new GridStore(), drags: false };
  render(<Card {...props} opened={false} onOpen={() => undefined} onMenu={() => undefined} />);
}

test("a card that its type marks says so once", () => {
  show(true);
  expect(screen.getAllByText("Stale")).toHaveLength(1);
});

test.each([false, null])("a card that is not marked says nothing of it (%s)", (stale) => {
  show(stale);
  expect(screen.queryByText("Stale")).toBeNull();
});
