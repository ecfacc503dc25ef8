import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { Button } from "./button";
import { Checkbox } from "./checkbox";
import { ConfirmDialog } from "./dialog";
import { Menu } from "./menu";
import { Switch } from "./switch";
import { Tabs } from "./tabs";
import { notify } from "./toast/notify";
import { Toaster } from "./toast/toaster";

function Pages() {
  const [value, setValue] = useState<"a" | "b" | "c">("a");
  return (
    <Tabs
      label="Pages"
      value={value}
      onChange={setValue}
      tabs={[
        { value: "a", label: "First", content: "One" },
        { value: "b", label: "Second", content: "Two" },
        { value: "c", label: "Third", content: "Three" },
      ]}
    />
  );
}

describe("Tabs", () => {
  it("is one stop, and arrows choose round and round", async () => {
    const user = userEvent.setup();
    render(<Pages />);
    await user.tab();
    expect(document.activeElement).toBe(screen.getByRole("tab", { name: "First" }));
    await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("tabpanel", { name: "Second" }).textContent).toBe("Two");
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(document.activeElement).toBe(screen.getByRole("tab", { name: "First", selected: true }));
    await user.keyboard("{End}");
    expect(screen.getByRole("tabpanel").textContent).toBe("Three");
  });
});

describe("Checkbox and Switch", () => {
  it("tells what it stands for, also when it is some of it", async () => {
    const user = userEvent.setup();
    const change = vi.fn();
    render(<Checkbox checked={false} mixed onChange={change} aria-label="All rows" />);
    const box = screen.getByRole("checkbox", { name: "All rows" });
    expect(box.getAttribute("aria-checked")).toBe("mixed");
    await user.click(box);
    await user.keyboard("{Enter}");
    expect(change.mock.calls).toEqual([[true]]);
    await user.keyboard(" ");
    expect(change).toHaveBeenCalledTimes(2);
  });
  it("switches by its words too", async () => {
    const user = userEvent.setup();
    const change = vi.fn();
    render(
      <Switch checked onChange={change}>
        Shortcuts
      </Switch>,
    );
    expect(screen.getByRole("switch", { name: "Shortcuts", checked: true })).toBeTruthy();
    await user.click(screen.getByText("Shortcuts"));
    expect(change).toHaveBeenCalledWith(false);
  });
});

describe("Menu", () => {
  it("opens by key, runs what is chosen, and gives the focus back", async () => {
    const user = userEvent.setup();
    const rename = vi.fn();
    render(<Menu trigger={<Button>More</Button>} groups={[{ items: [{ label: "Rename", run: rename }] }]} />);
    await user.tab();
    await user.keyboard("{Enter}");
    const item = await screen.findByRole("menuitem", { name: "Rename" });
    await user.click(item);
    expect(rename).toHaveBeenCalledOnce();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "More" })));
    expect(screen.getByRole("button", { name: "More" }).getAttribute("aria-expanded")).toBe("false");
  });
});

describe("ConfirmDialog", () => {
  it("does nothing until it is confirmed", async () => {
    const user = userEvent.setup();
    const remove = vi.fn();
    const close = vi.fn();
    render(
      <ConfirmDialog
        open
        onClose={close}
        onConfirm={remove}
        title="Remove the object?"
        description="Its records go too."
        action="Remove the object"
      />,
    );
    await screen.findByRole("dialog", { name: "Remove the object?" });
    await user.keyboard("{Escape}");
    expect(close).toHaveBeenCalledOnce();
    expect(remove).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: "Remove the object" }));
    expect(remove).toHaveBeenCalledOnce();
  });
});

describe("notify", () => {
  it("shows what was said before anyone listened, and can be undone", async () => {
    const user = userEvent.setup();
    const undo = vi.fn();
    notify({ message: "Deal moved", action: { label: "Undo", run: undo } });
    render(<Toaster />);
    await screen.findByText("Deal moved");
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(undo).toHaveBeenCalledOnce();
    await waitFor(() => expect(screen.queryByText("Deal moved")).toBeNull());
  });
});
