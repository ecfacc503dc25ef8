import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { functionsQuery, type Schema, schemaQuery, type TypeSchema } from "../../api";
import ExpressionBar from "./expression-bar";

const deal = {
  name: "deal",
  plural: "deals",
  plural_label: "Deals",
  fields: [
    { name: "name", label: "Name", kind: "text", system: false },
    { name: "close_date", label: "Close date", kind: "date", system: false },
  ],
} as unknown as TypeSchema;

function show(where = "") {
  const client = new QueryClient();
  client.setQueryData(schemaQuery.queryKey, { types: [deal] } as unknown as Schema);
  client.setQueryData(functionsQuery.queryKey, {
    data: [{ name: "length", use: "value", signature: "length(x)", help: "how many characters a text has" }],
  });
  const onWhere = vi.fn();
  render(
    <QueryClientProvider client={client}>
      <ExpressionBar type={deal} where={where} onWhere={onWhere} problem={undefined} />
    </QueryClientProvider>,
  );
  return onWhere;
}

async function type(text: string): Promise<HTMLInputElement> {
  const input = await screen.findByRole<HTMLInputElement>("combobox", { name: "Filter expression" });
  input.focus();
  fireEvent.change(input, { target: { value: text } });
  return input;
}

test("functions are offered with what they take and a line of help, fields with their label", async () => {
  show();
  await type("le");
  const option = await screen.findByRole("option");
  expect(option.textContent).toBe("length(x)how many characters a text has");
  await type("clo");
  expect((await screen.findByRole("option")).textContent).toBe("close_dateClose date");
});

test("an offer is taken with the keyboard, and Enter then applies the filter", async () => {
  const onWhere = show();
  const input = await type("le");
  await screen.findByRole("option");
  fireEvent.keyDown(input, { key: "ArrowDown" });
  fireEvent.keyDown(input, { key: "Enter" });
  expect(input.value).toBe("length()");
  expect(screen.queryByRole("option")).toBeNull();
  fireEvent.change(input, { target: { value: "length(name) > 3" } });
  const form = input.closest("form");
  if (form !== null) fireEvent.submit(form);
  expect(onWhere).toHaveBeenCalledExactlyOnceWith("length(name) > 3");
});

test("Escape sends the offers away and leaves the text", async () => {
  show();
  const input = await type("na");
  await screen.findByRole("option");
  fireEvent.keyDown(input, { key: "Escape" });
  expect(screen.queryByRole("option")).toBeNull();
  expect(input.value).toBe("na");
});
