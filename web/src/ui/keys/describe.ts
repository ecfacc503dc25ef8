/** Whether the main modifier is ⌘. */
export const isApple = /mac|iphone|ipad/i.test(navigator.platform);

const names: { readonly [key: string]: string } = {
  mod: isApple ? "⌘" : "Ctrl",
  alt: isApple ? "⌥" : "Alt",
  shift: isApple ? "⇧" : "Shift",
  enter: isApple ? "↵" : "Enter",
  escape: "Esc",
  space: "Space",
  backspace: isApple ? "⌫" : "Backspace",
  delete: "Del",
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
};

/** "mod+k" as ["Ctrl", "K"], "g d" as ["G", "D"]. */
export function describeKeys(keys: string): string[] {
  return keys.split(/[ +]/).map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}
