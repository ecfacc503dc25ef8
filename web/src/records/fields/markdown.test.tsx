import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Markdown, plainText, safeAddress } from "./markdown";

test("marks become elements, and HTML stays text", () => {
  const { container } = render(
    <Markdown source={'# Title\n\n- **one**\n- two\n\n<img src=x onerror="alert(1)"> [a](https://a.example)'} />,
  );
  expect(screen.getAllByRole("listitem")).toHaveLength(2);
  expect(screen.getByRole("link", { name: "a" }).getAttribute("href")).toBe("https://a.example");
  expect(container.querySelector("img")).toBeNull();
});

test("a link that would run something stays text", () => {
  render(<Markdown source="[press](javascript:alert(1))" />);
  expect(screen.queryByRole("link")).toBeNull();
  expect(safeAddress("//evil.example")).toBeUndefined();
});

test("a mention is a name and leads nowhere", () => {
  render(<Markdown source="Ask @[Ada](person:01980000-0000-7000-8000-000000000001) or x@[b](https://b.example)" />);
  expect(screen.getByText("@Ada")).toBeDefined();
  expect(screen.getAllByRole("link")).toHaveLength(1);
  expect(plainText("Ask @[Ada](person:01980000-0000-7000-8000-000000000001)")).toBe("Ask @Ada");
});

test("one line shows the words without their marks", () => {
  expect(plainText("# Hello\n\n- **big** [site](https://a.example)")).toBe("Hello big site");
});
