import { describe, expect, test } from "vitest";
import { command, type GridSize, type Key, nextCell, type Position } from "./grid-model";

const size: GridSize = { rows: 1000, columns: 5, page: 20 };
const onRow: Position = { row: 10, column: 2, mode: "row" };
const inCell: Position = { row: 10, column: 2, mode: "cell" };
const key = (name: string, held: Partial<Key> = {}): Key => ({
  key: name,
  ctrl: false,
  shift: false,
  alt: false,
  ...held,
});
const to = (at: Position, pressed: Key, of: GridSize = size) => {
  const todo = command(at, of, pressed);
  return todo?.do === "move" ? todo.to : todo;
};

describe("on a row", () => {
  test.each([
    ["ArrowDown", 11],
    ["j", 11],
    ["ArrowUp", 9],
    ["k", 9],
    ["PageDown", 30],
    ["PageUp", 0],
    ["Home", 0],
    ["End", 999],
  ])("%s goes to row %i", (name, row) => expect(to(onRow, key(name))).toMatchObject({ row, mode: "row" }));

  test("letters are shortcuts", () => {
    expect(command(onRow, size, key("x"))).toEqual({ do: "select" });
    expect(command(onRow, size, key("o"))).toEqual({ do: "open" });
    expect(command(onRow, size, key(" "))).toEqual({ do: "peek" });
    expect(command(onRow, size, key("q"))).toBeUndefined();
  });

  test("Shift extends what is chosen", () => {
    expect(command(onRow, size, key("ArrowDown", { shift: true }))).toMatchObject({ do: "move", extend: true });
    expect(command(onRow, size, key("J", { shift: true }))).toMatchObject({ do: "move", extend: true });
  });

  test("the arrow to the side enters the cell", () => expect(to(onRow, key("ArrowRight"))).toEqual(inCell));
  test("Tab leaves the grid", () => expect(command(onRow, size, key("Tab"))).toBeUndefined());
});

describe("in a cell", () => {
  test.each([
    ["ArrowRight", {}, { row: 10, column: 3 }],
    ["ArrowLeft", {}, { row: 10, column: 1 }],
    ["ArrowDown", {}, { row: 11, column: 2 }],
    ["Home", {}, { row: 10, column: 0 }],
    ["End", {}, { row: 10, column: 4 }],
    ["Home", { ctrl: true }, { row: 0, column: 0 }],
    ["End", { ctrl: true }, { row: 999, column: 4 }],
    ["Tab", {}, { row: 10, column: 3 }],
    ["Tab", { shift: true }, { row: 10, column: 1 }],
  ])("%s with %j goes to %j", (name, held, place) => expect(to(inCell, key(name, held))).toMatchObject(place));

  test("typing starts editing with what was typed", () => {
    expect(command(inCell, size, key("x"))).toEqual({ do: "edit", seed: "x" });
    expect(command(inCell, size, key("é"))).toEqual({ do: "edit", seed: "é" });
    expect(command(inCell, size, key("c", { ctrl: true }))).toBeUndefined();
  });

  test("Enter and F2 edit what is there, Delete empties it", () => {
    expect(command(inCell, size, key("Enter"))).toEqual({ do: "edit" });
    expect(command(inCell, size, key("F2"))).toEqual({ do: "edit" });
    expect(command(inCell, size, key("Delete"))).toEqual({ do: "edit", seed: "" });
  });

  test("Esc leaves the cell", () => expect(command(inCell, size, key("Escape"))).toEqual({ do: "leave" }));
});

test("nothing leaves the bounds of the list", () => {
  expect(to({ row: 0, column: 0, mode: "cell" }, key("ArrowUp"))).toMatchObject({ row: 0 });
  expect(to({ row: 999, column: 4, mode: "cell" }, key("ArrowRight"))).toMatchObject({ column: 4 });
  expect(to(onRow, key("PageDown"), { ...size, rows: 15 })).toMatchObject({ row: 14 });
});

test("Tab goes on to the next row and ends after the last cell", () => {
  expect(nextCell({ row: 3, column: 4, mode: "cell" }, size, 1)).toMatchObject({ to: { row: 4, column: 0 } });
  expect(nextCell({ row: 999, column: 4, mode: "cell" }, size, 1)).toBeUndefined();
  expect(nextCell({ row: 0, column: 0, mode: "cell" }, size, -1)).toBeUndefined();
});

test("an editor has the keys to itself, and an empty list has none", () => {
  expect(command({ ...inCell, mode: "edit" }, size, key("ArrowDown"))).toBeUndefined();
  expect(command(onRow, { ...size, rows: 0 }, key("ArrowDown"))).toBeUndefined();
});
